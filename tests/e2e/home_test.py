# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import network

OUTSIDE = "11.22.33.1"
WAN = "11.22.33.44"
HOME = "192.168.77.2"
SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"


class HomeLine:
    """A computer at home and its router with the real miniupnpd, a network namespace each; this process, in a
    namespace of its own, is the internet."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="meson-home-"))
        self.processes = []

    def start(self):
        self.router = self._namespace("router")
        self.home = self._namespace("home")
        self._ip("link set lo up")
        self._ip(f"link add net type veth peer name wan netns {self.router[2]}")
        self._ip(f"address add {OUTSIDE}/24 dev net")
        for client in range(100, 200):
            self._ip(f"address add 11.22.33.{client}/24 dev net")
        self._ip("link set net up")
        self._ip(f"address add {WAN}/24 dev wan", self.router)
        self._ip("link set wan up", self.router)
        self._ip(f"link add lan type veth peer name eth netns {self.home[2]}", self.router)
        self._ip("address add 192.168.77.1/24 dev lan", self.router)
        self._ip("link set lan up", self.router)
        self._ip("link set lo up", self.home)
        self._ip(f"address add {HOME}/24 dev eth", self.home)
        self._ip("link set eth up", self.home)
        self._ip("route add default via 192.168.77.1", self.home)
        self._run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        self._run("nft", "-f", SUPPORT / "home_router.nft")
        settings = self.folder / "settings"
        settings.write_text(
            (SUPPORT / "home_router.miniupnpd").read_text() + "enable_natpmp=yes\nenable_upnp=yes\n")
        log = self.folder / "log"
        self.processes.append(network.Process(
            [*self.router, "miniupnpd", "-d", "-f", settings, "-P", self.folder / "pid"], log))
        network.wait_until(lambda: "istening" in log.read_text(errors="replace"), "miniupnpd listens")

    def mappings(self):
        return self._run("nft", "list", "chain", "inet", "filter", "prerouting_miniupnpd")

    def close(self):
        for process in reversed(self.processes):
            process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _namespace(self, name):
        """The words of a command that runs another in a new namespace."""
        process = network.Process(["unshare", "-n", "sleep", "900"], self.folder / name)
        self.processes.append(process)
        number = process.process.pid
        own = os.readlink("/proc/self/ns/net")
        network.wait_until(lambda: os.readlink(f"/proc/{number}/ns/net") != own, f"{name} has its namespace")
        return ["nsenter", "-t", str(number), "-n"]

    def _ip(self, words, under=()):
        subprocess.run([*under, "ip", *words.split()], check=True)

    def _run(self, *words):
        return subprocess.run([*self.router, *words], check=True, capture_output=True, text=True).stdout


class OutsideNetwork(network.Network):
    router_address = OUTSIDE

    def next_client(self):
        self.clients += 1
        return f"11.22.33.{100 + self.clients % 100}"


class HomeTest(unittest.TestCase):
    """A Terminal behind a home router, whose Router, origin and clients are on the other side."""

    @classmethod
    def setUpClass(cls):
        cls.line = HomeLine()
        cls.addClassCleanup(cls.line.close)
        cls.line.start()
        cls.net = OutsideNetwork()
        cls.addClassCleanup(cls.net.close)

    def reachability(self, port, mapping):
        """What the owner is told; the Router answers an address once in some seconds."""
        def said():
            answer = network.run(
                "reachability", "--router", self.net.router_url, "--listen", f"0.0.0.0:{port}",
                f"--port-mapping={mapping}", under=self.line.home, timeout=60)
            return "asked a moment ago" not in answer.stdout and answer.stdout
        return network.wait_until(said, "the Router says whether this line is reached", 60)

    def test_isReachedOnlyThroughAMappedPort(self):
        said = self.reachability(18_091, "yes")
        self.assertIn("IPv4: yes. Clients can reach this computer over IPv4 on port 18091.", said)
        self.assertNotIn("dnat", self.line.mappings(), "the question's port is taken back")
        said = self.reachability(18_092, "no")
        self.assertIn("IPv4: no.", said)

    def test_registersIsListedAndServesClientsOutside(self):
        folder = self.net.folder / "attic"
        log = self.net.folder / "attic.log"
        terminal = network.Process(
            [*self.line.home, network.PROGRAM, "terminal", "--router", self.net.router_url, "--name", "attic",
             "--folder", folder, "--cache", f"{folder}/cache=200MB", "--reserve", "1MB", "--listen", "0.0.0.0:18090",
             "--verbose", "1"], log)
        self.addCleanup(terminal.stop)
        sha256 = self.net.add_file("film.bin", 3_000_000)
        target = self.net.wait_until_cached("/film.bin")
        self.assertTrue(target.startswith(f"http://{WAN}:18090/"), target)
        self.assertEqual(self.net.fetch("/film.bin"), (sha256, True))
        self.assertIn(f"dnat ip to {HOME}:18090", self.line.mappings())
        self.assertEqual([node["state"] for node in self.net.status()["terminals"]], ["serving"])
        terminal.stop()
        self.assertNotIn("dnat", self.line.mappings(), "the port is taken back")


def skip(why, status=0):
    print(f"Skipped: {why}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    missing = [word for word in ("unshare", "nsenter", "ip", "nft", "sysctl", "miniupnpd") if not shutil.which(word)]
    if missing:
        skip("missing: " + ", ".join(missing), 1 if "TESTS_MUST_RUN" in os.environ else 0)
    if "MESON_E2E_OUTSIDE" not in os.environ:
        if subprocess.run(["unshare", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            skip("network namespaces need root.")
        os.environ["MESON_E2E_OUTSIDE"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable, *sys.argv])
    unittest.main()
