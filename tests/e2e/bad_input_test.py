# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import re
import socket
import sys
import tempfile
import threading
import time
import unittest

import network

# Root may write everywhere; without this power it may not.
POWERLESS = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.getuid() == 0 else ()


class CommandLineTest(unittest.TestCase):
    """What cannot work is refused at once: the message names the thing and the remedy, the exit code says which kind."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def check(self, code, words, *arguments, environment=None, under=()):
        answer = network.run(*arguments, environment=environment, under=under)
        self.assertEqual(answer.returncode, code, answer.stderr)
        self.assertEqual(answer.stdout, "")
        for word in words:
            self.assertIn(word, answer.stderr)

    def test_anUnknownSettingIsNamedWithTheNearestKnownOne(self):
        self.check(2, ["--ruter", "did you mean --router?"], "terminal", "--ruter", "http://127.0.0.1:1")
        self.check(2, ["MESON_UPLOAD_LIMITS", "did you mean MESON_UPLOAD_LIMIT?"], "terminal",
                   environment={"MESON_UPLOAD_LIMITS": "1Mbit/s"})
        file = self.folder / "terminal.conf"
        file.write_text("# mine\nrouter = http://127.0.0.1:1\nuplod-limit = 1Mbit/s\n")
        self.check(2, ["terminal.conf line 3", "uplod-limit", "upload-limit?"], "terminal", "--settings", file)

    def test_anUnknownCommandIsNamedWithTheNearestKnownOne(self):
        self.check(2, ["terminel", "did you mean terminal?"], "terminel")

    def test_aValueThatCannotBeUsedIsNamedWithWhatCan(self):
        for setting, value, words in [
                ("--upload-limit", "20", ["20Mbit/s"]), ("--cache", "/srv/cache", ["FOLDER=SIZE"]),
                ("--threads", "0", ["1 to 64"]), ("--address", "name.example", ["name.example", "IPv4 or IPv6"]),
                ("--scrub-rate", "unlimited", ["8.00 kbit/s to"]), ("--listen", "somewhere", ["ADDRESS:PORT"]),
                ("--listen", "127.1:8080", ["ADDRESS:PORT"]), ("--control", "127.1:0", ["ADDRESS:PORT"]),
                ("--router", "router.example", ["https://router.example"])]:
            with self.subTest(setting):
                self.check(2, [setting, value, *words], "terminal", setting, value)

    def test_aMissingSettingIsNamed(self):
        self.check(2, ["--router", "required"], "terminal")
        self.check(2, ["--tls-key"], "router", "--tls-certificate", "cert.pem")

    def test_aRouterSaysWhatMakesItsNetworkUnsafeOrUseless(self):
        for url, words in [("http://router.example/", "in clear"), ("http://127.0.0.1:1", "Nobody else can reach"),
                           ("https://router.example", None)]:
            with self.subTest(url):
                router = network.Process(
                    [network.PROGRAM, "router", "--listen", "0.0.0.0:0", "--url", url, "--folder", self.folder / "r"],
                    self.folder / f"{words}.log")
                self.addCleanup(router.stop)
                said = f"meson-network router: {url.rstrip('/')}, listening"
                network.wait_until(lambda: said in router.last_words(), "the Router listens")
                if words:
                    network.wait_until(lambda: words in router.last_words(), words)
                router.stop()
                self.assertEqual(words == "in clear", "in clear" in router.last_words())

    def test_anAddressOfTheRouterHasNoPath(self):
        for url in "https://router.example/x", "https://router.example/?x", "router.example":
            with self.subTest(url):
                self.check(2, ["--url", url, "https://router.example"], "router", "--url", url)

    def test_aFolderThatIsNotWritableIsNamed(self):
        (self.folder / "file").touch()
        folder = self.folder / "file" / "state"
        self.check(1, [str(folder), "permissions"], "router", "--listen", "127.0.0.1:0", "--folder", folder)
        self.check(1, [str(folder), "permissions"], "terminal", "--router", "http://127.0.0.1:1", "--folder", folder)
        self.check(1, [str(folder), "permissions"], "demo", "--folder", folder)

    def test_aFolderThatMayNotBeWrittenIsNamed(self):
        sealed = self.folder / "sealed"
        sealed.mkdir(mode=0o555)
        for folder in (sealed, sealed / "state"):
            for arguments in (("router", "--listen", "127.0.0.1:0"), ("terminal", "--router", "http://127.0.0.1:1"),
                              ("demo",)):
                with self.subTest(f"{arguments[0]} in {folder.name}"):
                    self.check(1, [str(folder), "permissions"], *arguments, "--folder", folder, under=POWERLESS)
        for folder in (sealed, sealed / "cache"):
            with self.subTest(f"--cache {folder.name}"):
                self.check(1, [str(folder), "permissions"], "terminal", "--router", "http://127.0.0.1:1",
                           "--folder", self.folder / "t", "--cache", f"{folder}=20MB", "--reserve", "1MB",
                           under=POWERLESS)

    def test_aPortInUseIsNamed(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            endpoint = f"127.0.0.1:{other.getsockname()[1]}"
            self.check(1, [endpoint, "another"], "router", "--listen", endpoint, "--folder", self.folder / "r")
            self.check(1, [endpoint, "another"], "terminal", "--listen", endpoint, "--router", "http://127.0.0.1:1",
                       "--folder", self.folder / "t", "--cache", f"{self.folder}/cache=20MB", "--reserve", "1MB")
            for setting in ("--port", "--page-port"):
                with self.subTest(f"demo {setting}"):
                    self.check(1, [endpoint, "another"], "demo", setting, endpoint.split(":")[1],
                               environment={"PATH": "/nowhere", "XDG_CACHE_HOME": str(self.folder / "film")})

    def test_aControlAddressThatOthersCanReachIsRefusedWithWhatToUse(self):
        for address in "0.0.0.0:0", "127.0.0.2:0", "[::]:0", "8090":
            with self.subTest(address):
                self.check(1, ["127.0.0.1 or ::1 only", "--remote-control"], "terminal", "--control", address,
                           "--listen", "127.0.0.1:0", "--router", "http://127.0.0.1:1", "--folder", self.folder / "t",
                           "--cache", f"{self.folder}/cache=20MB", "--reserve", "1MB")
        self.assertFalse((self.folder / "t/control.json").exists())

    def test_withoutIpv6APortAloneMeansAllAddressesOfIpv4(self):
        port = network.free_port("0.0.0.0")
        router = network.Process(
            [sys.executable, pathlib.Path(__file__).with_name("without_ipv6.py"), network.PROGRAM, "router", "--listen",
             port, "--folder", self.folder / "router"], self.folder / "log")
        self.addCleanup(router.stop)

        def is_served():
            self.assertIsNone(router.process.poll(), router.last_words())
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0
        network.wait_until(is_served, "the Router listens")

    def test_aRouterWithoutDiskSpaceServesOnAndSaysWhatItDoesNot(self):
        net = network.Network()
        self.addCleanup(net.close)
        expected = net.add_file("film.bin", 40_000_000)
        net.router_arguments[net.router_arguments.index("--reserve") + 1] = "900TB"
        net.restart_router()
        network.wait_until(lambda: "--reserve" in net.router.last_words(), "the Router says so")
        self.assertIn(str(net.folder / "router/cache"), net.router.last_words())
        with socket.create_connection(("127.0.0.1", net.port), network.PATIENCE) as slow, slow.makefile("rb") as answer:
            slow.sendall(f"GET /film.bin HTTP/1.1\r\nHost: {net.domain}\r\nConnection: close\r\n\r\n".encode())
            received = answer.read(10_000_000)
            _, _, other = net.get("/film.bin")  # meanwhile all of it for another
            self.assertEqual(hashlib.sha256(other).hexdigest(), expected)
            received += answer.read()
        self.assertEqual(hashlib.sha256(received.partition(b"\r\n\r\n")[2]).hexdigest(), expected)

    def test_aLowLimitOfOpenFilesIsRaisedAsFarAsTheSystemAllows(self):
        port = network.free_port()
        router = network.Process(
            ["sh", "-c", 'ulimit -Sn 64; exec "$@"', "sh", network.PROGRAM, "router", "--listen", f"127.0.0.1:{port}",
             "--folder", self.folder / "router"], self.folder / "log")
        self.addCleanup(router.stop)

        def connected():
            client = socket.socket()
            self.addCleanup(client.close)
            return client if client.connect_ex(("127.0.0.1", port)) == 0 else None
        network.wait_until(connected, "the Router listens")
        clients = [connected() for _ in range(100)]
        clients[-1].sendall(b"GET /v1/network HTTP/1.1\r\nHost: r\r\n\r\n")
        clients[-1].settimeout(network.PATIENCE)
        self.assertIn(b"200", clients[-1].recv(100))
        clients[0].sendall(b"GET /v1/network HTTP/1.1\r\nHost: r\r\n\r\n")  # not given up for the later ones
        clients[0].settimeout(network.PATIENCE)
        self.assertIn(b"200", clients[0].recv(100))

    def test_aFileInTheHomeFolderIsFound(self):
        home = {"HOME": str(self.folder)}
        for role in ("router", "--listen", "127.0.0.1:0"), ("terminal", "--router", "http://127.0.0.1:1"):
            self.check(1, [f"{self.folder}/chain.pem"], *role, "--tls-certificate", "~/chain.pem", "--tls-key",
                       "~/key.pem", "--folder", self.folder / role[0], environment=home)

    def test_aDamagedDatabaseIsNamedAndLeftAsItIs(self):
        (self.folder / "router").mkdir()
        database = self.folder / "router" / "router.db"
        database.write_bytes(b"this is not a database" * 400)
        before = database.read_bytes()
        self.check(1, ["router.db"], "router", "--listen", "127.0.0.1:0", "--folder", self.folder / "router")
        self.assertEqual(database.read_bytes(), before)

    def test_aTerminalThatDoesNotRunCannotBeAsked(self):
        self.check(1, [str(self.folder), "No Terminal runs"], "status", "--folder", self.folder)

    def test_anApiKeyThatOthersCanReadIsRefused(self):
        key = self.folder / "key"
        key.write_text("meson_x")
        key.chmod(0o644)
        self.check(1, [str(key), "chmod 600"], "business", "list", "--router", "http://127.0.0.1:1", "--api-key-file", key)
        key.chmod(0o600)
        self.check(1, ["http://127.0.0.1:1", "did not answer"], "business", "list", "--router", "http://127.0.0.1:1",
                   "--api-key-file", key)

    def test_helpTeachesAndSucceeds(self):
        for command in ["terminal", "terminal earnings", "router", "business", "demo", "status", "pause", "resume",
                        "limits", "leave", "pair", "reachability"]:
            answer = network.run(*command.split(), "--help")
            self.assertEqual(answer.returncode, 0)
            self.assertIn("Example", answer.stdout)
            self.assertIn("--settings", answer.stdout)
        self.assertEqual(network.run("--version").stdout.split()[0], "meson-network")


class LyingOrigin(threading.Thread):
    """An origin that answers wrongly, by path."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.was_left = threading.Event()  # by who fetched the endless body

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        try:
            with connection:
                path = connection.recv(65536).split()[1]
                if path == b"/short":  # promises more than it sends
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 500)
                elif path.startswith(b"/wrong-hash"):  # states the digest of other bytes
                    size = 100 if path.endswith(b"small") else 1_000_000
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nETag: \"1\"\r\n"
                        b"Repr-Digest: sha-256=:" + base64.b64encode(hashlib.sha256(b"y").digest()) + b":\r\n"
                        b"Content-Length: %d\r\n\r\n" % size + b"x" * size)
                elif path == b"/garbage":
                    connection.sendall(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
                elif path == b"/endless":
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n")
                    self.pour(connection)
                elif path == b"/slow":
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 100_000)
                    connection.recv(1)  # until the other side goes
                elif path == b"/silent":
                    connection.recv(1)
        except OSError:
            pass

    def pour(self, connection):
        try:
            while True:
                connection.sendall(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        finally:
            self.was_left.set()


class WireTest(unittest.TestCase):
    """The network's answers to what it is not made for."""

    @classmethod
    def setUpClass(cls):
        cls.net = network.Network()
        cls.addClassCleanup(cls.net.close)
        cls.origin = LyingOrigin()
        cls.origin.start()
        cls.addClassCleanup(cls.origin.listener.close)
        cls.net.business("bind", "lying.test", "--origin", f"http://127.0.0.1:{cls.origin.port}")
        cls.net.business("bind", "gone.test", "--origin", f"http://127.0.0.1:{network.free_port()}")
        # These take as long as the Router waits for an origin, while the others run.
        clients = concurrent.futures.ThreadPoolExecutor(2)
        cls.addClassCleanup(clients.shutdown)
        cls.slow, cls.silent = (clients.submit(cls.net.get, path, host="lying.test") for path in ("/slow", "/silent"))
        cls.terminal = cls.net.add_terminal("t", 2)
        cls.net.wait_for_terminals()

    def problem(self, answer, status, kind):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(answer[1]["Content-Type"], "application/problem+json")
        problem = json.loads(answer[2])
        self.assertIn(kind, problem["type"])
        self.assertTrue(problem["title"].endswith("."))

    def test_anUnknownHostIsNamed(self):
        answer = self.net.get("/", host="unknown.test")
        self.problem(answer, 404, "unknown-host")
        self.assertIn(b"unknown.test", answer[2])

    def test_anUnreachableOriginIsABadGateway(self):
        self.problem(self.net.get("/", host="gone.test"), 502, "origin")

    def test_anOriginThatDoesNotSpeakHttpIsABadGateway(self):
        self.problem(self.net.get("/garbage", host="lying.test"), 502, "origin")

    def test_aBodyThatEndsTooEarlyIsNeverCalledComplete(self):
        for _ in range(2):
            try:
                status = self.net.get("/short", host="lying.test")[0]
            except (http.client.HTTPException, ConnectionError):
                continue  # cut, so that the client sees it
            self.assertGreaterEqual(status, 500)

    def test_bytesOfAWrongHashAreNeitherKeptNorCalledComplete(self):
        for path in ("/wrong-hash-small", "/wrong-hash-large"):
            for _ in range(2):  # the second would be answered from what is kept
                try:
                    status = self.net.get(path, host="lying.test")[0]
                except (http.client.HTTPException, ConnectionError):
                    continue  # cut, so that the client sees it
                self.assertEqual(status, 502, path)
            self.assertIn(f"{path}: the bytes are not those", self.net.router.log.read_text())

    def test_anEndlessBodyHarmsNobodyElse(self):
        with socket.create_connection(("127.0.0.1", self.net.port)) as client:
            client.sendall(b"GET /endless HTTP/1.1\r\nHost: lying.test\r\n\r\n")
            client.recv(65536)
            self.assertEqual(self.net.get("/v1/network", host="127.0.0.1")[0], 200)
        self.assertTrue(self.origin.was_left.wait(network.PATIENCE), "it is not fetched for nobody")

    def test_anOriginThatStopsInTheMiddleIsGivenUp(self):
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            self.slow.result(60)  # cut, so that the client sees it
        self.assertEqual(self.net.get("/v1/network", host="127.0.0.1")[0], 200)

    def test_anOriginThatSaysNothingTimesOut(self):
        self.problem(self.silent.result(60), 504, "origin-timeout")

    def test_aMalformedMessageIsRefused(self):
        self.problem(self.net.get("/v1/terminals", host="127.0.0.1", method="POST", body="{"), 400, "bad-message")

    def test_anUnsignedMessageIsRefused(self):
        answer = self.net.get("/v1/terminals/" + "a" * 52 + "/heartbeat", host="127.0.0.1", method="POST", body="{}")
        self.assertEqual(answer[0], 401, answer)
        self.assertEqual(answer[1]["Content-Type"], "application/problem+json")

    def test_anUnknownApiKeyIsRefused(self):
        answer = self.net.get("/v1/business/usage", host="127.0.0.1", headers={"Authorization": "Bearer meson_no"})
        self.problem(answer, 401, "bad-api-key")

    def test_aForgedTokenIsForbidden(self):
        self.net.add_file("thing.bin", 1_000_000)
        location = self.net.wait_until_cached("/thing.bin")
        head, token, name = location.rsplit("/", 2)
        other = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
        self.assertEqual(self.net.request(f"{head}/{other}/{name}")[0], 403)
        self.assertEqual(self.net.request(location)[0], 200)


class ClockTest(unittest.TestCase):
    """Clocks that are wrong: Router time counts, and the owner is told."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.expected = self.net.add_file("thing.bin", 1_000_000)

    @staticmethod
    def at(shift):
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        return ("env", f"LD_PRELOAD={library}", f"FAKETIME={shift}", "FAKETIME_DONT_FAKE_MONOTONIC=1")

    def test_aTerminalWhoseClockIsWrongServesAndSaysSo(self):
        for host, shift in ((2, "+400d"), (3, "-400d")):
            self.net.add_terminal(f"terminal{host}", host, under=self.at(shift))
        self.net.wait_for_terminals()
        self.net.wait_until_cached("/thing.bin")
        self.assertEqual(self.net.fetch("/thing.bin"), (self.expected, True))
        right = self.net.add_terminal("right", 4)
        self.net.wait_for_terminals()
        for terminal, days, how in zip(self.net.terminals, (400, -400), ("ahead of", "behind")):
            status = terminal.status()
            self.assertLess(abs(status["clockSkewSeconds"] - days * 86_400), 60, f"{days} days")
            network.wait_until(lambda t=terminal, s=status: (t.status() or s)["lastContact"] > s["lastContact"],
                               "one more answer of the Router")
            said = re.findall(r"clock of this computer is (\d+) seconds (.*) the Router's: set it",
                              terminal.process.log.read_text())
            self.assertEqual([words for _, words in said], [how], "said once")
            self.assertLess(abs(int(said[0][0]) - 400 * 86_400), 60)
        self.assertNotIn("clock of this computer", right.process.log.read_text())

    def test_anExpiredTokenLeadsBackToTheRouter(self):
        terminal = self.net.add_terminal("t", 2)
        self.net.wait_for_terminals()
        location = self.net.wait_until_cached("/thing.bin")
        self.assertEqual(self.net.request(location)[0], 200)
        self.net.restart_router(under=self.at("+1h"))  # and with it the time of the network
        self.net.wait_for_terminals()

        def led_back():
            status, fields, _ = self.net.request(location)
            return status == 307 and fields["Location"]
        back = network.wait_until(led_back, "the token has expired")
        self.assertTrue(back.startswith(self.net.router_url), back)
        self.assertEqual(back.split("/")[-2], "e")
        self.assertEqual(self.net.fetch("/thing.bin")[0], self.expected)
        self.assertEqual(terminal.status()["state"], "serving")


if __name__ == "__main__":
    unittest.main()
