# SPDX-License-Identifier: GPL-3.0-or-later
"""That the network which the benches measure can be set up: they are run by people only."""
import json
import pathlib
import subprocess
import sys
import unittest

import network

BENCH = pathlib.Path(__file__).resolve().parents[1] / "bench" / "run"


class Bench(unittest.TestCase):
    def test_network_of_the_bench_serves_every_case(self):
        out = subprocess.run(
            [sys.executable, BENCH, "--build", pathlib.Path(network.PROGRAM).parents[1], "--rounds", "0", "--json"],
            capture_output=True, text=True, timeout=300, env=network.CLEAN_ENVIRONMENT)
        self.assertEqual(out.returncode, 0, out.stderr)
        rows = json.loads(out.stdout)["rows"]
        self.assertEqual([row["id"] for row in rows], ["P1", "P2", "P3", "P4", "P5", "P6", "T1", "T2", "T2b", "T2c"])
        for row in rows:
            self.assertEqual(row["bytes"], row["nginx_bytes"], row)


if __name__ == "__main__":
    unittest.main()
