"""Prints what a webhook tells, each event once: pip install standardwebhooks.

WEBHOOK_SECRET is what `caseledger webhook add` showed (whsec_…), PORT is where to listen.
"""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
seen = set()  # keep it in your database, in the transaction that does the work


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            message = webhook.verify(body, dict(self.headers))  # signature, and a time within 5 minutes
        except WebhookVerificationError:
            return self.answer(401)
        event_id = self.headers["webhook-id"]
        if event_id not in seen:
            print(message["type"], message["data"]["aggregate_id"], message["data"]["version"], flush=True)
            seen.add(event_id)
        return self.answer(204)  # only now: without it the same comes again

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver).serve_forever()
