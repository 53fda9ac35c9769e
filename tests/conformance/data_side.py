# SPDX-License-Identifier: GPL-3.0-or-later
"""The data side of a Terminal, written from PROTOCOL.md alone: answers the Router's call-back probe (section 4) and
serves clients (section 8), over TLS if it is given a certificate.
data_side.py KEY.pem ADDRESS FOLDER [CERTIFICATE.pem TLS_KEY.pem]

In FOLDER it finds `registered` (the answer to registering), `objects/<content id>` and beside each its `.json` (the
body of the cache command), and leaves there `port` and a file in `receipts/` for each answer with a body.
"""

import base64
import hashlib
import hmac
import http.server
import ipaddress
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time

KEY, ADDRESS, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
CERTIFICATE = sys.argv[4:6]
PROBE = "/.well-known/meson/probe/"
EVERY_ANSWER = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers":
        "Accept-Ranges, Age, Content-Length, Content-Range, Date, ETag, Last-Modified, Repr-Digest, Server",
    "Timing-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
WORDS = re.compile(r"[A-Za-z0-9_-]+")


def sign(message):
    with tempfile.NamedTemporaryFile() as file:  # openssl signs files only when it hashes nothing itself
        file.write(message)
        file.flush()
        command = ["openssl", "pkeyutl", "-sign", "-inkey", KEY, "-rawin", "-in", file.name]
        return subprocess.run(command, check=True, capture_output=True).stdout


def publish(path, text):
    """A file that is there whole or not at all."""
    part = FOLDER / f"{path.name}.{threading.get_ident()}"
    part.write_text(text, encoding="utf-8")
    part.rename(path)


def network_of(address):
    address = ipaddress.ip_address(address)
    return hashlib.sha256(address.packed[:3 if address.version == 4 else 6]).digest()[:8]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith(PROBE):
            return self.probed(self.path[len(PROBE):])
        registered = FOLDER / "registered"
        if not registered.exists():
            return self.refuse(503, "not-registered", {"Retry-After": "1"})
        self.registered = json.loads(registered.read_text(encoding="utf-8"))
        return self.deliver(self.path.split("/")[1])

    do_HEAD = do_GET

    def do_OPTIONS(self):
        self.answer(204, {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*",
                          "Access-Control-Max-Age": "86400"})

    def probed(self, challenge):
        if not WORDS.fullmatch(challenge):
            return self.refuse(400, "bad-challenge")
        signature = base64.urlsafe_b64encode(sign(b"meson-probe-v1:" + challenge.encode())).rstrip(b"=")
        return self.answer(200, {"Content-Type": "text/plain"}, signature)

    def deliver(self, text):
        """What the token lets the client have."""
        if len(text) != 156 or not WORDS.fullmatch(text):
            return self.refuse(403, "forged-token")
        token = base64.urlsafe_b64decode(text)
        tag = hmac.digest(base64.urlsafe_b64decode(self.registered["tokenKey"] + "="), token[:101], "sha256")[:16]
        if token[0] != 1 or not hmac.compare_digest(tag, token[101:]):
            return self.refuse(403, "forged-token")
        network = token[61:69]
        expires = int.from_bytes(token[45:53], "big")
        if network not in (bytes(8), network_of(self.client_address[0])) or expires <= time.time():
            return self.send_back(text, "e")
        content, about = FOLDER / "objects" / token[1:33].hex(), FOLDER / "objects" / f"{token[1:33].hex()}.json"
        try:
            return self.serve(text, content.read_bytes(), json.loads(about.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return self.send_back(text, "m")

    def serve(self, token, content, about):
        fields = {**dict(about.get("fields", [])), "ETag": about["etag"], "Accept-Ranges": "bytes",
                  "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(about['sha256'])).decode()}:"}
        if about.get("lastModified"):
            fields["Last-Modified"] = self.date_time_string(about["lastModified"])
        if about["etag"] in self.headers.get("If-None-Match", ""):
            return self.answer(304, fields)
        first, last, size = 0, len(content) - 1, len(content)
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        is_part = asked and asked.group(0) != "bytes=-" and self.headers.get("If-Range", about["etag"]) == about["etag"]
        if is_part and asked.group(1):
            first, last = int(asked.group(1)), min(int(asked.group(2) or last), last)
        elif is_part:
            first = max(0, size - int(asked.group(2)))
        if first > last:
            return self.answer(416, {"Content-Range": f"bytes */{size}"})
        if is_part:
            fields["Content-Range"] = f"bytes {first}-{last}/{size}"
        begin = time.time()
        self.answer(206 if is_part else 200, fields, content[first:last + 1])
        if self.command == "GET":
            self.note(token, first, last, begin)

    def note(self, token, first, last, begin):
        end = time.time()
        publish(FOLDER / "receipts" / f"{time.monotonic_ns()}.json", json.dumps({
            "token": token, "bytes": last - first + 1, "firstByte": first, "servedAt": int(end * 1000),
            "durationMilliseconds": int((end - begin) * 1000), "complete": True}) + "\n")

    def send_back(self, token, reason):
        """A signed return (section 8)."""
        key = base64.urlsafe_b64decode(self.registered["tokenKey"] + "=")
        mac = hmac.digest(key, f"return{reason}{token}".encode(), "sha256")[:16].hex()
        node = base64.b32decode(self.registered["nodeId"].upper() + "====")[:8].hex()
        self.answer(307, {"Cache-Control": "no-store", "Location": (
            f"{self.registered['returnUrl']}/.well-known/meson/return/{node}/{token}/{reason}/{mac}")})

    def refuse(self, status, kind, fields=None):
        problem = {"status": status, "type": f"/problems/{kind}", "title": "Open the original link again."}
        self.answer(status, {"Content-Type": "application/problem+json", "Cache-Control": "no-store", **(fields or {})},
                    json.dumps(problem).encode())

    def answer(self, status, fields, body=b""):
        self.send_response(status)
        for name, value in {**EVERY_ANSWER, **fields}.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((ADDRESS, 0), Handler)
if CERTIFICATE:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
publish(FOLDER / "port", str(server.server_address[1]))
server.serve_forever()
