# SPDX-License-Identifier: GPL-3.0-or-later
import json
import pathlib
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import network


class CheaterTest(unittest.TestCase):
    """`meson-network demo --cheater …`: the one that cheats is found and suspended, the others never are."""

    def demo(self, kind):
        """Runs until somebody is suspended; the figures at the end, and what was logged."""
        with tempfile.TemporaryDirectory(prefix="meson-e2e-") as folder:
            folder = pathlib.Path(folder)
            port = network.free_port()
            with open(folder / "table", "wb") as table:
                demo = subprocess.Popen(
                    [network.PROGRAM, "demo", "--json", "--cheater", kind, "--folder", folder / "state",
                     "--port", str(port)],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=table, text=True,
                    env=network.CLEAN_ENVIRONMENT)
            try:
                network.wait_until(lambda: self.suspended(port), f"a Terminal is suspended for {kind}", 100)
            finally:
                demo.send_signal(signal.SIGINT)
                output, _ = demo.communicate(timeout=60)
            self.assertEqual(demo.returncode, 0, (folder / "table").read_text(errors="replace")[-2000:])
            return json.loads(output), (folder / "state" / "router.log").read_text(errors="replace")

    @staticmethod
    def suspended(port):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/status", timeout=5) as answer:
                status = json.load(answer)
        except (OSError, ValueError):
            return []
        return [terminal["name"] for terminal in status["terminals"] if terminal["suspended"]]

    def check(self, kind, cause):
        figures, log = self.demo(kind)
        self.assertEqual(figures["suspended"], ["office"], log[-3000:])
        self.assertGreater(figures["spotChecks"]["failed"], 0)
        self.assertTrue(figures["ledgerBalanced"])
        self.assertIn(cause, log)

    def test_whoDropsContentIsSuspended(self):
        self.check("drop", "but it is not there")

    def test_whoFlipsBitsIsSuspended(self):
        self.check("flip", "Wrong bytes of object")

    def test_whoServesStaleContentIsSuspended(self):
        self.check("stale", "Wrong bytes of object")

    def test_whoOverstatesReceiptsIsSuspended(self):
        self.check("overstate", "Receipts state more bytes than were sent")

    def test_anUnknownWayToCheatIsRefused(self):
        answer = network.run("demo", "--cheater", "politely")
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("drop, flip, stale or overstate", answer.stderr)

    def test_aTerminalMisbehavesOnlyInADemo(self):
        answer = network.run("terminal", "--router", "http://127.0.0.1:9", "--misbehave", "flip")
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("only together with --demo", answer.stderr)


if __name__ == "__main__":
    unittest.main()
