# SPDX-License-Identifier: GPL-3.0-or-later
import concurrent.futures
import signal
import subprocess
import threading
import time
import unittest

import network


class RestartTest(unittest.TestCase):
    """A Terminal that was killed checks what it holds, reports it, and serves no wrong byte (W22)."""

    @classmethod
    def setUpClass(cls):
        cls.net = network.Network()
        cls.addClassCleanup(cls.net.close)
        cls.expected = {f"/{number}.bin": cls.net.add_file(f"{number}.bin", 2_000_000, number) for number in range(8)}
        cls.terminal = cls.net.add_terminal("killed", 2)
        cls.net.wait_for_terminals()
        cls.net.wait_until_cached(*cls.expected)

    def fetch_all(self):
        by_terminals = 0
        for path, sha256 in self.expected.items():
            fetched, by_terminal = self.net.fetch(path)
            self.assertEqual(fetched, sha256, path)
            by_terminals += by_terminal
        return by_terminals

    def damage_seen(self):
        """Objects dropped since it was started."""
        status = self.terminal.status()
        check = status and status.get("selfCheck")
        return status["damaged"] + check["damaged"] if check else 0

    def wait_for_self_check(self):
        def report():
            status = self.terminal.status()
            check = status and status.get("selfCheck")
            return check if check and not check["wasClean"] else None
        return network.wait_until(report, "the self-check is reported")

    def test_killedWhileServingItServesOnlyRightBytesAgain(self):
        self.fetch_all()
        stopped = threading.Event()

        def kill_and_start():
            for _ in range(2):
                time.sleep(0.5)
                self.terminal.restart_after(signal.SIGKILL)
            stopped.set()
        killer = threading.Thread(target=kill_and_start)
        killer.start()
        while not stopped.is_set():
            self.fetch_all()
        killer.join()
        self.assertEqual(self.wait_for_self_check()["damaged"], 0)
        self.net.wait_until_cached(*self.expected)
        self.assertGreater(self.fetch_all(), 0)

    def test_aByteFlippedAtRestIsNeverServed(self):
        blobs = sorted((path for path in self.terminal.cache.rglob("*") if path.is_file()
                        and path.stat().st_size >= 2_000_000), key=str)
        self.assertTrue(blobs)
        self.terminal.process.stop(signal.SIGKILL)
        for blob in blobs[:2]:
            blob.chmod(0o600)
            with open(blob, "r+b") as file:
                file.seek(1_000_000)
                byte = file.read(1)
                file.seek(1_000_000)
                file.write(bytes([byte[0] ^ 0x40]))
        self.terminal.start()
        self.net.wait_for_terminals()
        for _ in range(3):
            self.fetch_all()
        network.wait_until(lambda: self.damage_seen() == 2, "both are found and dropped")
        self.net.wait_until_cached(*self.expected)
        self.assertEqual(self.damage_seen(), 2)

    def test_aDamagedIndexIsKeptAsideAndRebuilt(self):
        self.net.wait_until_cached(*self.expected)
        self.terminal.process.stop()
        index = self.terminal.folder / "index.sqlite"
        index.write_bytes(b"this is no database any more" * 1000)
        self.terminal.start()
        network.wait_until(lambda: (self.terminal.status() or {}).get("selfCheck"), "the self-check is reported")
        self.assertEqual(self.terminal.status()["selfCheck"]["recovered"], len(self.expected))
        kept = list(self.terminal.folder.glob("index.sqlite.damaged-*"))
        self.assertEqual([file.read_bytes()[:7] for file in kept], [b"this is"])
        self.assertIn(f"is damaged and kept as {kept[0]}", self.terminal.process.last_words())
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*self.expected)
        self.assertGreater(self.fetch_all(), 0)


class LimitsTest(unittest.TestCase):
    """Disk and line are never used beyond what the owner allowed."""

    def test_theQuotaIsNeverExceeded(self):
        quota = 40_000_000
        net = network.Network()
        self.addCleanup(net.close)
        paths = [f"/{number}.bin" for number in range(24)]
        for number, path in enumerate(paths):
            net.add_file(path[1:], 4_000_000, number)
        terminal = net.add_terminal("small", 2, quota="40MB")
        net.wait_for_terminals()
        most, over = 0, threading.Event()

        def watch():
            nonlocal most
            while not over.is_set():
                most = max(most, terminal.bytes_on_disk())
                time.sleep(0.02)
        watcher = threading.Thread(target=watch)
        watcher.start()
        with concurrent.futures.ThreadPoolExecutor(8) as viewers:
            for _ in range(2):
                list(viewers.map(net.fetch, paths))
        over.set()
        watcher.join()
        self.assertLessEqual(most, quota)
        self.assertGreater(most, 4_000_000)

    def test_theUploadLimitIsNeverExceededAndCanBeChangedLive(self):
        net = network.Network(router_arguments=("--check-interval", "0s"))  # checks take their share of the line
        self.addCleanup(net.close)
        net.add_file("big.bin", 60_000_000)
        terminal = net.add_terminal("limited", 2, limit="16Mbit/s")
        net.wait_for_terminals()
        net.wait_until_cached("/big.bin")
        seconds = 10

        def upload(first_host):
            """Bytes per second over ten seconds, four viewers (of four addresses) at once."""
            curls = [subprocess.Popen(
                ["curl", "-s", "-L", "--interface", f"127.0.0.{first_host + number}", "-o", "/dev/null", "--max-time", str(seconds), "-w", "%{size_download}",
                 net.url + "/big.bin"], stdout=subprocess.PIPE, text=True) for number in range(4)]
            return sum(int(curl.communicate()[0]) for curl in curls) / seconds
        for limit, first_host in ((2_000_000, 101), (4_000_000, 111)):
            rate = upload(first_host)
            self.assertLessEqual(rate, limit * 1.05)
            self.assertGreater(rate, limit * 0.6)  # it is this limit that holds, on busy machines too
            network.run("limits", "--folder", terminal.folder, "--upload-limit", "32Mbit/s")


if __name__ == "__main__":
    unittest.main()
