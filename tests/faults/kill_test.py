# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
import signal
import threading
import time
import unittest

import network

CYCLES = int(os.environ.get("MESON_CYCLES", "50"))
VIEWERS = 4


class KillTest(unittest.TestCase):
    """A Terminal killed at any moment, again and again, while it caches and serves (W22)."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.expected = {}
        self.wrong = []
        self.by_terminal = 0
        self.over = threading.Event()
        for _ in range(8):
            self.publish()
        self.terminal = self.net.add_terminal("killed", 2, quota="60MB")
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*self.expected)

    def publish(self):
        """One more file at the origin, of a size around the borders of blocks."""
        number = len(self.expected)
        size = (1_500_000, 65_537, 131_072, 700_000, 2_097_153)[number % 5]
        self.expected[f"/{number}.bin"] = self.net.add_file(f"{number}.bin", size, number)

    def view(self, seed):
        """A viewer who prefers new files; what it gets must be right, and is asked for until it is whole."""
        choice = random.Random(seed)
        while not self.over.is_set():
            paths = list(self.expected)
            path = choice.choice(paths[-6:] if choice.random() < 0.6 else paths)
            sha256, by_terminal = self.net.fetch(path)
            self.by_terminal += by_terminal
            if sha256 != self.expected[path]:
                self.wrong.append(path)

    def test_noByteIsWrongWhateverTheMoment(self):
        moments = random.Random(CYCLES)
        failures = []

        def watch(seed):
            try:
                self.view(seed)
            except AssertionError as failure:
                failures.append(str(failure))
        viewers = [threading.Thread(target=watch, args=(seed,)) for seed in range(VIEWERS)]
        for viewer in viewers:
            viewer.start()
        for _ in range(CYCLES):
            self.publish()
            time.sleep(moments.uniform(0.05, 1.5))
            self.terminal.restart_after(signal.SIGKILL)
        self.over.set()
        for viewer in viewers:
            viewer.join()
        self.assertEqual(self.wrong, [])
        self.assertEqual(failures, [])
        self.assertGreater(self.by_terminal, 0)
        self.is_whole_again()

    def is_whole_again(self):
        """The index is rebuilt and reported, and the Terminal caches and serves as before."""
        def report():
            status = self.terminal.status()
            return status and status.get("selfCheck")
        check = network.wait_until(report, "the self-check is reported")
        self.assertFalse(check["wasClean"])
        self.assertEqual(check["damaged"], 0)
        self.net.wait_for_terminals()
        self.publish()
        latest = list(self.expected)[-4:]
        self.net.wait_until_cached(*latest)
        for path in latest:
            self.assertEqual(self.net.fetch(path)[0], self.expected[path])
        self.assertLessEqual(self.terminal.bytes_on_disk(), 60_000_000)


if __name__ == "__main__":
    unittest.main()
