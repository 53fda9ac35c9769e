# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import http.client
import mmap
import os
import random
import shutil
import signal
import subprocess
import time
import unittest
import urllib.parse

import network

PAGE = 4096
FLIPS = 15


def blobs_of(terminal, least):
    """The stored objects of at least that many bytes."""
    return sorted((path for path in terminal.cache.rglob("*") if path.is_file() and path.stat().st_size >= least), key=str)


def flip(path, offset):
    """Turns one bit over as a failing disk does: no time stamp changes, and the page is read anew from the disk."""
    before = path.stat()
    start = offset // PAGE * PAGE
    with mmap.mmap(-1, PAGE) as page:
        disk = os.open(path, os.O_RDWR | os.O_DIRECT)
        try:
            os.fsync(disk)
            os.preadv(disk, [page], start)
            page[offset - start] ^= 1 << offset % 8
            os.pwritev(disk, [page], start)
        finally:
            os.close(disk)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


class DamageTest(unittest.TestCase):
    """What the disk holds changes behind the Terminal's back; no client sees a wrong byte."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)

    def begin(self, files, size, **options):
        self.size = size
        self.expected = {f"/{number}.bin": self.net.add_file(f"{number}.bin", size, number) for number in range(files)}
        self.terminal = self.net.add_terminal("damaged", 2, **options)
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*self.expected)
        network.wait_until(lambda: len(blobs_of(self.terminal, size)) >= files, "all objects are stored")

    def damage_seen(self):
        """Objects dropped since the Terminal was started."""
        status = self.terminal.status()
        check = status and status.get("selfCheck")
        return status["damaged"] + check["damaged"] if check else 0

    def all_are_stored(self):
        for path, sha256 in self.expected.items():
            self.assertEqual(self.net.fetch(path)[0], sha256, path)
        return len(blobs_of(self.terminal, self.size)) == len(self.expected)

    def test_aBitFlippedAtRestIsNeverServed(self):
        """Every other time while the Terminal does not run."""
        self.begin(4, 256 * PAGE)
        chance = random.Random(FLIPS)
        for cycle in range(FLIPS):
            network.wait_until(self.all_are_stored, "what was dropped is cached again", 60)
            seen = self.damage_seen()
            blob, bit = chance.choice(blobs_of(self.terminal, self.size)), chance.randrange(self.size)
            if cycle % 2 == 1:
                self.terminal.process.stop(signal.SIGKILL)
                seen = 0
            flip(blob, bit)
            if cycle % 2 == 1:
                self.terminal.start()

            def is_reported():
                for path, sha256 in self.expected.items():
                    self.assertEqual(self.net.fetch(path)[0], sha256, f"{path} in cycle {cycle}")
                return self.damage_seen() > seen
            network.wait_until(is_reported, f"the damage of cycle {cycle} is reported")

    def test_anObjectCutShortWhileItIsServedEndsThatAnswerOnly(self):
        size = 16_000_000
        self.begin(2, size, limit="32Mbit/s")
        process = self.terminal.process.process
        location = urllib.parse.urlsplit(self.net.wait_until_cached("/0.bin"))
        client = http.client.HTTPConnection(location.hostname, location.port, timeout=20)
        self.addCleanup(client.close)
        client.request("GET", location.path)
        answer = client.getresponse()
        self.assertEqual(answer.status, 200)
        answer.read(1_000_000)
        for blob in blobs_of(self.terminal, size):
            os.truncate(blob, 2_000_000)
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        for path, sha256 in self.expected.items():
            self.assertEqual(self.net.fetch(path)[0], sha256)
        self.assertIsNone(process.poll(), "the Terminal went on")


@unittest.skipUnless(os.getuid() == 0, "only root can mount a small disk")
class FullDiskTest(unittest.TestCase):
    """Other programs fill the disk: saving stops, serving goes on, and saving comes back by itself."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        cache = self.net.folder / "full/cache"
        cache.mkdir(parents=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", cache],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"no small disk can be mounted here: {mounted.stderr.strip()}")
        self.filler = cache / "filler"
        self.terminal = self.net.add_terminal("full", 2, quota="200MB")
        self.addCleanup(subprocess.run, ["umount", "--lazy", cache], check=False)

    def volume(self):
        status = self.terminal.status()
        return status["volumes"][0] if status and status["volumes"] else {}

    def fill(self, left=0):
        """Others write until `left` bytes are free."""
        with open(self.filler, "ab", buffering=0) as file:
            try:
                while shutil.disk_usage(self.filler).free >= left + PAGE:
                    file.write(bytes(PAGE))
            except OSError as failure:
                self.assertEqual(failure.errno, errno.ENOSPC)

    def shows_full(self):
        """Filled up to the Terminal's reserve of 1 MB; what it deletes to keep that reserve is filled again."""
        self.fill(left=1_000_000)
        return self.volume().get("state") == "full"

    def test_savingStopsServingGoesOnAndSavingComesBack(self):
        first = {f"/first{number}.bin": self.net.add_file(f"first{number}.bin", 2_000_000, number) for number in range(6)}
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*first)
        network.wait_until(self.shows_full, "the full disk is shown")
        later = {f"/{number}.bin": self.net.add_file(f"{number}.bin", 3_000_000, 10 + number) for number in range(3)}
        for path, sha256 in later.items():
            self.assertEqual(self.net.fetch(path)[0], sha256)
        by_terminal = 0
        for path, sha256 in first.items():
            fetched, from_terminal = self.net.fetch(path)
            self.assertEqual(fetched, sha256)
            by_terminal += from_terminal
        self.assertGreater(by_terminal, 0)
        self.assertEqual(self.terminal.status()["state"], "serving")
        self.filler.unlink()
        network.wait_until(lambda: self.volume().get("state") == "ok", "the free disk is shown")
        self.net.wait_until_cached(*later)
        for path, sha256 in later.items():
            self.assertEqual(self.net.fetch(path)[0], sha256)

    def test_aDiskThatFillsWhileObjectsAreSavedLeavesNothingWrong(self):
        self.net.wait_for_terminals()
        expected = {f"/{number}.bin": self.net.add_file(f"{number}.bin", 3_000_000, number) for number in range(10)}
        for path, sha256 in expected.items():
            self.assertEqual(self.net.fetch(path)[0], sha256)
            if path == "/3.bin":
                self.fill()
        self.filler.unlink()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.volume().get("objects", 0) < 4:
            for path, sha256 in expected.items():
                self.assertEqual(self.net.fetch(path)[0], sha256)
        self.assertGreaterEqual(self.volume().get("objects", 0), 4)


if __name__ == "__main__":
    unittest.main()
