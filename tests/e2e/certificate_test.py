# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import ssl
import socket
import subprocess
import unittest
import urllib.parse

import network

ZONE = "nodes.test"
LIFE = 20  # seconds; Terminals renew after two thirds


class CertificateTest(unittest.TestCase):
    """An https network whose Terminals bring no certificate: the Router's authority gives them theirs."""

    @classmethod
    def setUpClass(cls):
        cls.net = network.Network(tls=True, router_arguments=["--zone", ZONE, "--certificate-life", f"{LIFE}s"])
        cls.addClassCleanup(cls.net.close)
        cls.net.terminal_tls = lambda: ["--router-ca", cls.net.certificates.authority]
        for number in (2, 3):
            cls.net.add_terminal(f"t{number}", number)
        cls.net.wait_for_terminals()
        cls.authority = cls.net.folder / "router/ca.pem"
        # What a client trusts: the site's authority, and the one of the network's nodes.
        cls.trusted = cls.net.folder / "trusted.pem"
        cls.trusted.write_text(cls.net.certificates.authority.read_text() + cls.authority.read_text())

    def names(self):
        """Address by node name, as the file for the name server has it."""
        file = self.net.folder / "router/nodes.hosts"
        lines = file.read_text().splitlines() if file.exists() else []
        return {name: address for address, name in (line.split() for line in lines)}

    def curl(self, url, *arguments):
        """`curl` that knows where the nodes are."""
        name, port = urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port
        return subprocess.run(
            ["curl", "-sS", "--resolve", f"{name}:{port}:{self.names()[name]}", *map(str, arguments), url],
            capture_output=True, text=True, timeout=60, check=False)

    def serial(self, terminal):
        """Of the certificate that a new client of this moment is shown, which must be good."""
        status = terminal.status()
        name = status["nodeName"]
        context = ssl.create_default_context(cafile=self.authority)
        with socket.create_connection((terminal.address, status["port"]), 10) as plain:
            with context.wrap_socket(plain, server_hostname=name) as secure:
                certificate = secure.getpeercert()
                self.assertEqual(certificate["subjectAltName"], (("DNS", name),))
                return certificate["serialNumber"]

    def test_aClientWithTheAuthorityFetchesThroughTheRedirect(self):
        sha256 = self.net.add_file("one.bin", 1_000_000, seed=5)
        target = self.net.wait_until_cached("/one.bin")
        host = urllib.parse.urlsplit(target).hostname
        self.assertRegex(host, rf"^[a-z2-7]{{52}}\.{ZONE}$")
        network.wait_until(lambda: len(self.names()) == 2, "the file for the name server has both")
        part = self.net.folder / "one.part"
        answer = self.curl(target, "--cacert", self.authority, "-o", part, "-w", "%{http_code}")
        self.assertEqual((answer.returncode, answer.stdout), (0, "200"), answer.stderr)
        self.assertEqual(hashlib.sha256(part.read_bytes()).hexdigest(), sha256)
        # The whole way, by the site's name.
        resolve = [word for name, address in self.names().items() for terminal in self.net.terminals
                   if terminal.address == address
                   for word in ("--resolve", f"{name}:{terminal.status()['port']}:{address}")]
        whole = subprocess.run(
            ["curl", "-sS", "-L", "--interface", self.net.next_client(), "--cacert", self.trusted, *resolve,
             "-o", part, "-w", "%{http_code} %{num_redirects}", self.net.url + "/one.bin"],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(whole.stdout, "200 1", whole.stderr)
        self.assertEqual(hashlib.sha256(part.read_bytes()).hexdigest(), sha256)
        # Who does not know the authority is not served in its name.
        stranger = self.curl(target, "--cacert", self.net.certificates.authority, "-o", part)
        self.assertEqual(stranger.returncode, 60, stranger.stderr)

    def test_aRenewalDropsNoRunningTransfer(self):
        sha256 = self.net.add_file("long.bin", 20_000_000, seed=6)
        target = self.net.wait_until_cached("/long.bin")
        host = urllib.parse.urlsplit(target).hostname
        network.wait_until(lambda: host in self.names(), "the node's name is known")
        terminal = next(t for t in self.net.terminals if t.address == self.names()[host])
        before = self.serial(terminal)
        part = self.net.folder / "long.part"
        command = ["curl", "-sS", "--cacert", self.authority, "--limit-rate", "700K", "-o", part, "--resolve",
                   f"{host}:{urllib.parse.urlsplit(target).port}:{terminal.address}", target]
        with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True) as transfer:
            network.wait_until(lambda: part.exists() and part.stat().st_size > 0, "the transfer runs")
            network.wait_until(lambda: self.serial(terminal) != before, "a new certificate is shown", 40)
            self.assertIsNone(transfer.poll(), "the transfer was to outlast the renewal")
            self.assertEqual(transfer.wait(60), 0, transfer.stderr.read())
        self.assertEqual(hashlib.sha256(part.read_bytes()).hexdigest(), sha256)

    def test_theRoutersOwnFilesAreTakenWhenTheyAreRenewed(self):
        def shown():
            context = ssl.create_default_context(cafile=self.net.certificates.authority)
            with socket.create_connection(("127.0.0.1", self.net.port), 10) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as secure:
                    return secure.getpeercert()["serialNumber"]

        before = shown()
        self.net.certificates.renew()
        network.wait_until(lambda: shown() != before, "the new one is shown")
        renewed = shown()
        good = self.net.certificates.chain.read_text()
        self.net.certificates.chain.write_text("half a file")
        log = self.net.folder / "router.log"
        network.wait_until(lambda: str(self.net.certificates.chain) in log.read_text(), "the Router names the file")
        self.assertIn("go on serving", log.read_text())
        self.assertEqual(shown(), renewed)
        self.net.certificates.chain.write_text(good)

    def test_aTerminalThatComesBackIsServedByAgain(self):
        terminal = self.net.terminals[0]
        name = terminal.status()["nodeName"]
        key = terminal.folder / "tls.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        before = key.read_bytes()
        terminal.restart_after(9)
        network.wait_until(lambda: (terminal.status() or {}).get("state") == "serving", "it serves again")
        self.assertEqual(terminal.status()["nodeName"], name)
        self.assertEqual(key.read_bytes(), before)
        self.serial(terminal)


class SettingsTest(unittest.TestCase):
    """What the operator is told."""

    def test_aZoneNeedsHttps(self):
        answer = network.run("router", "--zone", ZONE, "--listen", "127.0.0.1:0")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("https", answer.stderr)

    def test_aZoneIsADomain(self):
        answer = network.run("router", "--zone", "Nodes example", "--url", "https://router.test")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("--zone", answer.stderr)

    def test_anAuthorityHasTwoFiles(self):
        answer = network.run("router", "--ca-key", "/nowhere", "--url", "https://router.test")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("--ca-certificate", answer.stderr)


if __name__ == "__main__":
    unittest.main()
