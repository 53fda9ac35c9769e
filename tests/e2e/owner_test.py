# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import contextlib
import hashlib
import http.client
import json
import signal
import ssl
import unittest
import urllib.parse

import network


def ask(line, method, path, token=None, body=None):
    """One request to a Terminal's remote control, by another TLS library than its own: status and JSON. What a pin
    is, is computed here once more: the SHA-256 of the raw Ed25519 key at the end of its SubjectPublicKeyInfo."""
    place, node, _ = line.removeprefix("meson-pair:").split("/")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.closing(http.client.HTTPSConnection(place, context=context, timeout=20)) as connection:
        connection.connect()
        certificate = connection.sock.getpeercert(binary_form=True)
        key_begins = certificate.index(bytes.fromhex("302a300506032b6570032100")) + 12  # RFC 8410 §10.1
        pin = base64.b32encode(hashlib.sha256(certificate[key_begins:key_begins + 32]).digest()).decode().lower()
        assert pin.rstrip("=") == node, "the certificate is the node's"
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, json.dumps(body) if body is not None else None, fields)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


class OwnerTest(unittest.TestCase):
    """What an owner does at the command line while the network runs."""

    @classmethod
    def setUpClass(cls):
        cls.net = network.Network()
        cls.addClassCleanup(cls.net.close)
        cls.expected = {f"/{number}.bin": cls.net.add_file(f"{number}.bin", 1_000_000, number) for number in range(4)}

    def state_of(self, terminal):
        return {known["name"]: known["state"] for known in self.net.status()["terminals"]}.get(terminal.name)

    def places_of_viewers(self):
        """The hosts that viewers are sent to now; None: the Router serves one of them."""
        answers = [self.net.get(path) for path in self.expected]
        return {urllib.parse.urlsplit(fields.get("Location", "")).hostname for _, fields, _ in answers}

    def watch(self, terminal, path):
        """A viewer at that Terminal who has the first byte, and reads no further."""
        def place():
            target = urllib.parse.urlsplit(self.net.get(path)[1].get("Location", ""))
            return target if target.hostname == terminal.address else None
        target = network.wait_until(place, "a viewer is sent there")
        viewer = http.client.HTTPConnection(target.hostname, target.port, timeout=network.PATIENCE)
        self.addCleanup(viewer.close)
        viewer.request("GET", target.path)
        self.assertEqual(len(viewer.getresponse().read(1)), 1)

    def objects_in(self, terminal):
        status = terminal.status()
        return {volume["folder"]: volume["objects"] for volume in status["volumes"]} if status else {}

    def test_leavingEndsTheProgramAndTakesItOffTheList(self):
        terminal = self.net.add_terminal("leaver", 2)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        self.net.wait_until_cached("/0.bin")
        answer = network.run("leave", "--folder", terminal.folder, "--delete-cache", timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(json.loads(answer.stdout), {"receiptsKept": 0, "cacheLeft": False})
        self.assertEqual(terminal.process.process.wait(20), 0, terminal.process.last_words())
        self.assertNotEqual(self.state_of(terminal), "serving")
        self.assertEqual([], [file for file in (terminal.cache / "blobs").rglob("*") if file.is_file()])
        self.assertTrue((terminal.folder / "identity.pem").exists())
        self.assertFalse((terminal.folder / "control.json").exists())
        self.net.terminals.remove(terminal)

    def test_aStoppedTerminalSaysSoFirst(self):
        self.net.add_file("large.bin", 30_000_000, 9)  # more than sockets take for a viewer who does not read
        terminal = self.net.add_terminal("stopper", 3)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        network.wait_until(lambda: terminal.address in self.places_of_viewers(), "viewers are sent there")
        self.watch(terminal, "/large.bin")  # whom it gives some seconds
        terminal.process.process.send_signal(signal.SIGTERM)
        network.wait_until(lambda: self.state_of(terminal) == "draining", "the Router knows")
        self.assertNotIn(terminal.address, self.places_of_viewers())
        self.assertEqual(terminal.process.process.wait(network.PATIENCE), 0, terminal.process.last_words())
        network.wait_until(lambda: self.state_of(terminal) == "gone", "it is gone")
        self.net.terminals.remove(terminal)

    def test_aPausedTerminalIsSentNobodyUntilItResumes(self):
        terminal = self.net.add_terminal("pauser", 6)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        network.wait_until(lambda: terminal.address in self.places_of_viewers(), "viewers are sent there")
        answer = network.run("pause", "--folder", terminal.folder, "--reason", "video call")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        network.wait_until(lambda: self.state_of(terminal) == "paused", "the Router knows")
        known = next(known for known in self.net.status()["terminals"] if known["name"] == terminal.name)
        self.assertIn("video call", known["reason"])
        for _ in range(5):
            self.assertNotIn(terminal.address, self.places_of_viewers())
        answer = network.run("resume", "--folder", terminal.folder)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves again")
        network.wait_until(lambda: terminal.address in self.places_of_viewers(), "viewers are sent there again")

    def test_aFolderIsGivenBackWhileTheTerminalServes(self):
        terminal = self.net.add_terminal("mover", 4)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        self.net.wait_until_cached(*self.expected)
        old = terminal.cache
        held = self.objects_in(terminal)[str(old)]
        self.assertGreater(held, 0)
        terminal.process.stop()
        new = terminal.folder / "new"
        place = terminal.arguments.index("--cache")
        terminal.arguments[place:place + 2] = ["--cache", f"{new}=200MB", "--move-from", old]
        terminal.start()
        network.wait_until(lambda: self.objects_in(terminal).get(str(old)) == 0, "the old folder is empty", 60)
        self.assertGreaterEqual(self.objects_in(terminal)[str(new)], held)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves again")
        for path, sha256 in self.expected.items():
            self.assertEqual(self.net.fetch(path)[0], sha256, path)

    def test_reachabilityIsFoundOutBeforeAnythingIsLent(self):
        port = network.free_port()
        answer = network.run("reachability", "--router", self.net.router_url, "--listen", f"127.0.0.1:{port}",
                             "--port-mapping=no", timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertIn(f"IPv4: yes. Clients can reach this computer over IPv4 on port {port}.", answer.stdout)
        self.assertIn("IPv6: not known.", answer.stdout)

    def test_anAppElsewhereIsPairedAndRevoked(self):
        terminal = self.net.add_terminal("remote", 5)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        answer = network.run("pair", "--folder", terminal.folder)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("Remote control is off", answer.stderr)
        terminal.process.stop()
        terminal.arguments += ["--remote-control", "127.0.0.1:0"]
        terminal.start()
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves again")
        answer = network.run("pair", "--folder", terminal.folder)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        line = answer.stdout.strip()
        self.assertEqual(ask(line, "GET", "/v1/status")[0], 401)
        paired = ask(line, "POST", "/v1/pair", body={"code": line[-16:], "name": "laptop"})
        self.assertEqual(paired[0], 200, paired)
        token = paired[1]["token"]
        status = ask(line, "GET", "/v1/status", token)
        self.assertEqual((status[0], status[1]["name"]), (200, "remote"))
        self.assertEqual(ask(line, "POST", "/v1/pause", token, {"reason": "seen from afar"})[0], 200)
        self.assertEqual(terminal.status()["reason"], "seen from afar")
        self.assertEqual(ask(line, "POST", "/v1/resume", token)[0], 200)
        self.assertEqual(ask(line, "POST", "/v1/leave", token)[0], 404)
        again = ask(line, "POST", "/v1/pair", body={"code": line[-16:], "name": "laptop"})
        self.assertEqual((again[0], again[1]["title"]), (403, "The code was used already: make a new one."))
        self.assertIn("laptop\tpaired", network.run("pair", "--folder", terminal.folder, "--list").stdout)
        self.assertEqual(network.run("pair", "--folder", terminal.folder, "--revoke", "laptop").returncode, 0)
        self.assertEqual(ask(line, "GET", "/v1/status", token)[0], 401)
        answer = network.run("pair", "--folder", terminal.folder, "--revoke", "laptop")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("No app of that name is paired.", answer.stderr)


if __name__ == "__main__":
    unittest.main()
