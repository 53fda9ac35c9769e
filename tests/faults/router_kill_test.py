# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
import threading
import time
import unittest

import network

CYCLES = max(1, int(os.environ.get("MESON_CYCLES", "50")) // 5)


class RouterKillTest(unittest.TestCase):
    """A Router killed at any moment: Terminals come back by themselves and the books stay balanced."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.expected = {f"/{number}.bin": self.net.add_file(f"{number}.bin", 800_000, number) for number in range(6)}
        for host in (2, 3):
            self.net.add_terminal(f"terminal{host}", host)
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*self.expected)

    def test_theBooksBalanceAndTerminalsComeBack(self):
        moments = random.Random(CYCLES)
        wrong, over = [], threading.Event()

        def view(seed):
            choice = random.Random(seed)
            while not over.is_set():
                path = choice.choice(list(self.expected))
                try:
                    if self.net.fetch(path)[0] != self.expected[path]:
                        wrong.append(path)
                except AssertionError:
                    pass  # the Router was away for longer than a client tries
        viewers = [threading.Thread(target=view, args=(seed,)) for seed in range(3)]
        for viewer in viewers:
            viewer.start()
        credits = 0
        for _ in range(CYCLES):
            time.sleep(moments.uniform(0.2, 2.5))
            self.net.restart_router()
            status = self.net.status()
            self.assertTrue(status["ledgerBalanced"])
            earned = sum(terminal["credits"] for terminal in status["terminals"])
            self.assertGreaterEqual(earned, credits, "what was paid stays paid")
            credits = earned
        over.set()
        for viewer in viewers:
            viewer.join()
        self.assertEqual(wrong, [])
        self.net.wait_for_terminals()
        self.net.wait_until_cached(*self.expected)
        self.assertFalse(any(terminal["suspended"] for terminal in self.net.status()["terminals"]))


if __name__ == "__main__":
    unittest.main()
