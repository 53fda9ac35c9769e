# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers the Router's call-back probe (PROTOCOL.md, section 4), over TLS if it is given a certificate:
probe_listener.py KEY.pem ADDRESS PORT_FILE [CERTIFICATE.pem TLS_KEY.pem]."""

import base64
import http.server
import os
import ssl
import subprocess
import sys
import tempfile

KEY, ADDRESS, PORT_FILE = sys.argv[1:4]
CERTIFICATE = sys.argv[4:6]
PREFIX = "/.well-known/meson/probe/"


def sign(message):
    with tempfile.NamedTemporaryFile() as file:  # openssl signs files only when it hashes nothing itself
        file.write(message)
        file.flush()
        command = ["openssl", "pkeyutl", "-sign", "-inkey", KEY, "-rawin", "-in", file.name]
        return subprocess.run(command, check=True, capture_output=True).stdout


class Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path.startswith(PREFIX)
        answer = b""
        if known:
            challenge = self.path[len(PREFIX):].encode()
            answer = base64.urlsafe_b64encode(sign(b"meson-probe-v1:" + challenge)).rstrip(b"=")
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((ADDRESS, 0), Listener)
if CERTIFICATE:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(PORT_FILE + ".new", "w", encoding="ascii") as port:
    port.write(str(server.server_address[1]))
os.rename(PORT_FILE + ".new", PORT_FILE)
server.serve_forever()
