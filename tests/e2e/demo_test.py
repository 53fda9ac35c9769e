# SPDX-License-Identifier: GPL-3.0-or-later
import json
import unittest

import network


class DemoTest(unittest.TestCase):
    """`meson-network demo` as a newcomer runs it."""

    def demo(self, *arguments):
        answer = network.run("demo", "--json", *arguments, timeout=150)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        lines = answer.stdout.splitlines()
        self.assertEqual(len(lines), 1, "exactly one JSON object on standard output")
        return json.loads(lines[0]), answer.stderr

    def check_figures(self, figures):
        self.assertEqual(figures["wrongBytes"], 0)
        self.assertEqual(figures["failures"], 0)
        self.assertGreater(figures["requests"], 20)
        self.assertGreater(figures["bytes"], 10_000_000)
        self.assertGreater(figures["servedByTerminals"], 0.5)
        self.assertLessEqual(figures["servedByTerminals"], 1)
        self.assertGreater(figures["hitRatio"], 0.3)
        self.assertLessEqual(figures["hitRatio"], 1)
        self.assertGreater(figures["spotChecks"]["passed"], 0)
        self.assertEqual(figures["spotChecks"]["failed"], 0)
        self.assertTrue(figures["ledgerBalanced"])
        self.assertEqual(figures["suspended"], [])
        self.assertEqual(len(figures["credits"]), 4)
        self.assertTrue(all(credit >= 0 for credit in figures["credits"].values()), figures["credits"])
        self.assertGreater(sum(figures["credits"].values()), 0)

    def test_viewersGetEveryByteRightAndTerminalsEarn(self):
        figures, table = self.demo("--duration", "30s")
        self.check_figures(figures)
        self.assertIn("tokens DEMO", table)

    def test_viewersSeeNoFailureWhenATerminalIsKilled(self):
        figures, table = self.demo("--duration", "30s", "--kill-one")
        self.check_figures(figures)
        self.assertIn("was killed; starting it again", table)


if __name__ == "__main__":
    unittest.main()
