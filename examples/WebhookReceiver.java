// Prints what a webhook tells, each event once: Java 17 or newer, and no library. `java WebhookReceiver.java`
// WEBHOOK_PUBLIC_KEY is what `caseledger webhook add` showed (whpk_…), PORT is where to listen.

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

public class WebhookReceiver {
    static final Set<String> SEEN = new HashSet<>(); // keep it in your database, in the transaction that does the work

    public static void main(String[] args) throws Exception {
        PublicKey key = publicKey(System.getenv("WEBHOOK_PUBLIC_KEY"));
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", exchange -> answer(exchange, key));
        server.start();
    }

    static void answer(HttpExchange exchange, PublicKey key) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean ours = isOurs(exchange, body, key);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        if (ours && !SEEN.contains(id)) {
            System.out.println(new String(body, StandardCharsets.UTF_8)); // JSON: type, timestamp, data
            SEEN.add(id);
        }
        exchange.sendResponseHeaders(ours ? 204 : 401, -1); // only now: without it the same comes again
        exchange.close();
    }

    static boolean isOurs(HttpExchange exchange, byte[] body, PublicKey key) {
        try {
            var headers = exchange.getRequestHeaders();
            long sentAt = Long.parseLong(headers.getFirst("webhook-timestamp"));
            if (Math.abs(System.currentTimeMillis() / 1000 - sentAt) > 300) return false;
            var content = new ByteArrayOutputStream();
            content.writeBytes((headers.getFirst("webhook-id") + "." + sentAt + ".").getBytes(StandardCharsets.UTF_8));
            content.writeBytes(body);
            for (String each : headers.getFirst("webhook-signature").split(" ")) { // several while keys rotate
                if (!each.startsWith("v1a,")) continue;
                Signature signature = Signature.getInstance("Ed25519");
                signature.initVerify(key);
                signature.update(content.toByteArray());
                if (signature.verify(Base64.getDecoder().decode(each.substring(4)))) return true;
            }
            return false;
        } catch (GeneralSecurityException | RuntimeException wrong) {
            return false;
        }
    }

    static PublicKey publicKey(String text) throws GeneralSecurityException {
        byte[] raw = Base64.getDecoder().decode(text.replace("whpk_", ""));
        byte[] head = HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410
        byte[] der = new byte[head.length + raw.length];
        System.arraycopy(head, 0, der, 0, head.length);
        System.arraycopy(raw, 0, der, head.length, raw.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }
}
