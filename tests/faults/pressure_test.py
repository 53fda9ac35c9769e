# SPDX-License-Identifier: GPL-3.0-or-later
import http.client
import resource
import socket
import statistics
import time
import unittest
import urllib.parse

import network

IDLE = 10_000
OPEN_FILES = IDLE + 500


def processor_seconds(pid):
    """What the process has used so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as status:
        fields = status.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident_bytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


class PressureTest(unittest.TestCase):
    """Too many clients for one Terminal: those who come anew are still served."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.expected = self.net.add_file("thing.bin", 300_000)
        self.clients = []
        self.addCleanup(self.hang_up)

    def begin(self, **options):
        self.terminal = self.net.add_terminal("pressed", 2, **options)
        self.net.wait_for_terminals()
        self.location = urllib.parse.urlsplit(self.net.wait_until_cached("/thing.bin"))
        self.pid = self.terminal.process.process.pid

    def hang_up(self):
        while self.clients:
            self.clients.pop().close()

    def connect(self, number, words):
        """A client of its own address that says `words`, and then nothing; 64 of them share an address."""
        client = socket.socket()
        client.settimeout(20)
        self.clients.append(client)
        client.bind((f"127.0.{10 + number // 64 // 250}.{1 + number // 64 % 250}", 0))
        client.connect((self.location.hostname, self.location.port))
        client.sendall(words)
        return client

    def milliseconds_of_a_fresh_client(self):
        begin = time.monotonic()
        client = http.client.HTTPConnection(self.location.hostname, self.location.port, timeout=20)
        client.request("HEAD", self.location.path)
        status = client.getresponse().status
        client.close()
        self.assertEqual(status, 200)
        return (time.monotonic() - begin) * 1000

    def test_tenThousandIdleConnectionsLeaveRoomForAFreshOne(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        allowed = hard if hard == resource.RLIM_INFINITY else max(hard, OPEN_FILES)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, allowed))
        except ValueError:
            network.skip(self, f"this machine allows {hard} open files, the test needs {OPEN_FILES}: raise `ulimit -Hn`")
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.begin()
        request = f"HEAD {self.location.path} HTTP/1.1\r\nHost: {self.location.netloc}\r\n\r\n".encode()
        for number in range(IDLE):
            # Silent from the start, in the middle of a head, and after an answer.
            self.connect(number, (b"", request[:40], request)[number % 3])
        answered = statistics.median(self.milliseconds_of_a_fresh_client() for _ in range(21))
        self.assertLess(answered, 50)
        self.assertLess(resident_bytes(self.pid), 100_000_000)

    def test_sixtyFourOpenFilesAreEnoughToGoOn(self):
        self.begin(under=("prlimit", "--nofile=64:64"))
        for number in range(300):
            try:
                self.connect(number, b"GET / HTTP/1.1\r\n")
            except OSError:
                break
        before = processor_seconds(self.pid)
        time.sleep(2)
        self.assertLess(processor_seconds(self.pid) - before, 1, "it does not spin")
        self.hang_up()
        later = self.net.add_file("later.bin", 300_000, 2)
        self.net.wait_until_cached("/later.bin", "/thing.bin")
        self.assertEqual(self.net.fetch("/later.bin")[0], later)
        self.assertEqual(self.net.fetch("/thing.bin"), (self.expected, True))
        self.assertEqual(self.terminal.process.process.pid, self.pid)


if __name__ == "__main__":
    unittest.main()
