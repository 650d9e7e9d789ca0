// Prints what a webhook tells, each event once: Node 18 or newer, and no package.
// WEBHOOK_PUBLIC_KEY is what `caseledger webhook add` showed (whpk_…), PORT is where to listen.

import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const raw = Buffer.from(process.env.WEBHOOK_PUBLIC_KEY.replace("whpk_", ""), "base64");
const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]); // RFC 8410
const key = createPublicKey({ key: der, format: "der", type: "spki" });
const seen = new Set(); // keep it in your database, in the transaction that does the work

function isOurs(headers, body) {
  const sentAt = Number(headers["webhook-timestamp"]);
  if (!(Math.abs(Date.now() / 1000 - sentAt) < 300)) return false;
  const content = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${sentAt}.`), body]);
  return (headers["webhook-signature"] ?? "")
    .split(" ")
    .filter((each) => each.startsWith("v1a,")) // several while keys rotate
    .some((each) => verify(null, content, key, Buffer.from(each.slice(4), "base64")));
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks); // as it came: JSON that was parsed and written again has other bytes
  if (!isOurs(request.headers, body)) return response.writeHead(401).end();
  const id = request.headers["webhook-id"];
  if (!seen.has(id)) {
    const { type, data } = JSON.parse(body);
    console.log(type, data.aggregate_id, data.version);
    seen.add(id);
  }
  response.writeHead(204).end(); // only now: without it the same comes again
}).listen(Number(process.env.PORT ?? 8000), "127.0.0.1");
