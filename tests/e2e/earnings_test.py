# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re
import signal
import unittest

import network


class EarningsTest(unittest.TestCase):
    """What `meson-network terminal earnings` says of a real Terminal at a real Router."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.net.add_file("film.bin", 3_000_000)
        self.terminal = self.net.add_terminal("earner", 2)
        self.net.wait_for_terminals()
        self.net.wait_until_cached("/film.bin")

    def earnings(self, *arguments):
        answer = network.run("terminal", "earnings", "--folder", self.terminal.folder, *arguments)
        return answer

    def settled(self, condition, what):
        def ask():
            answer = self.earnings("--json")
            report = json.loads(answer.stdout) if answer.returncode == 0 else None
            return report if report and condition(report) else None
        return network.wait_until(ask, what, 60)

    @staticmethod
    def paid(report):
        return [epoch for epoch in report["epochs"] if epoch["serving"] > 0]

    def test_everyFigureAddsUpFromReceiptsToBalanceAlsoAfterAKill(self):
        for _ in range(3):
            self.net.fetch("/film.bin")
        report = self.settled(lambda r: any(e["countersigned"] for e in self.paid(r)), "a statement that both signed")
        first = self.paid(report)[0]
        self.assertTrue(first["signatureValid"])
        self.assertEqual(first["own"]["stated"], first["stated"])
        self.assertTrue(report["demo"])

        self.terminal.restart_after(signal.SIGKILL)
        self.net.wait_for_terminals()
        self.net.fetch("/film.bin")
        report = self.settled(lambda r: len(self.paid(r)) >= 2, "a second epoch that paid")
        self.assertEqual(self.paid(report)[0]["balance"], first["balance"])

        checked = self.earnings("--check")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertIn("It adds up", checked.stdout)
        self.assertIn("DEMO", checked.stdout)
        self.assertNotIn("different", checked.stdout)

    def test_anAlteredStatementIsNamed(self):
        self.net.fetch("/film.bin")
        self.settled(self.paid, "an epoch that paid")
        self.net.router.stop()  # nobody can send it again
        self.terminal.process.stop()
        file = self.terminal.folder / "statements.jsonl"
        text = file.read_text()
        altered = re.sub(r'\\"serving\\":[1-9]\d*', r'\\"serving\\":999999999', text, count=1)
        self.assertNotEqual(altered, text)
        file.write_text(altered)
        self.terminal.start()
        network.wait_until(self.terminal.status, "the Terminal answers")
        answer = self.earnings("--check")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("NOT SIGNED", answer.stdout)
        self.assertIn("different", answer.stdout)


if __name__ == "__main__":
    unittest.main()
