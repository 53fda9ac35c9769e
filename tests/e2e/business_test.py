# SPDX-License-Identifier: GPL-3.0-or-later
import collections
import csv
import http.server
import io
import json
import re
import threading
import time
import unittest

import network

PRICE = 10_000  # millionths for 10^9 bytes, the Router's own default


class BusinessTest(unittest.TestCase):
    """What a business user and the Router's operator see of deliveries and money, as they add up."""

    def setUp(self):
        self.net = network.Network()
        self.addCleanup(self.net.close)
        self.net.add_file("film.bin", 3_000_000)
        self.net.add_terminal("earner", 2)
        self.net.wait_for_terminals()
        self.net.wait_until_cached("/film.bin")

    def admin(self, path, method="GET"):
        key = (self.net.folder / "router/admin.key").read_text().split("\n")[0]
        return self.net.get(path, host=f"127.0.0.1:{self.net.port}", method=method,
                            headers={"Authorization": f"Bearer {key}"})

    def table(self, path):
        status, fields, body = self.admin(path)
        self.assertEqual(status, 200)
        self.assertTrue(fields["Content-Type"].startswith("text/csv"))
        return list(csv.DictReader(io.StringIO(body.decode(), newline="")))

    def credited_bytes(self):
        return self.net.status()["terminals"][0]["servedBytes"]

    def origin_requests(self, path):
        return (self.net.folder / "nginx-access.log").read_text().count(f'"GET {path} ')

    def say(self, *arguments):
        """What a person reads who runs it in a terminal window."""
        answer = network.run("business", *arguments, "--router", self.net.router_url, "--api-key-file",
                             self.net.key_file)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def test_whatAPersonReads(self):
        said = self.say("bind", "video.test", "--origin", self.net.origin_url)
        self.assertIn(f"video.test is bound to {self.net.origin_url}.", said)
        self.assertIn("Set this DNS line:   video.test. 300 IN A 127.0.0.1\n", said)
        self.assertIn(f"Then it answers at:  http://video.test:{self.net.port}/", said)
        self.assertRegex(self.say("list"), rf"(?m)^video\.test +{self.net.origin_url}$")

        def is_kept():
            status, fields, _ = self.net.get("/film.bin", host="video.test")
            return status == 302 or "Age" in fields
        network.wait_until(is_kept, "the Router keeps it")
        self.assertEqual(self.say("purge", "--all", "video.test"), "Objects dropped: 1.\n")
        self.assertEqual(self.say("purge", "--all", "video.test"), "Objects dropped: 0.\n")
        network.wait_until(
            lambda: re.search(r"(?m)^video\.test +1 requests, 0 B by Terminals, 3\.00 MB by the Router$",
                              self.say("usage")), "the request is in the usage")
        self.assertRegex(self.say("usage"), r"(?m)^fees 0(\.\d+)?, balance (1000|999\.\d+) \(DEMO\)$")
        self.assertEqual(self.say("unbind", "video.test"), "video.test is disconnected.\n")
        status, _, body = self.net.get("/film.bin", host="video.test")
        self.assertEqual(status, 404)
        self.assertIn(b"unknown-host", body)
        self.assertNotIn("video.test", self.say("list"))

    def test_anOriginThatSendsEverybodyToHttpsIsNamed(self):
        class ToHttps(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(301)
                self.send_header("Location", f"https://{self.headers['Host']}{self.path}")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        origin = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ToHttps)
        self.addCleanup(origin.server_close)
        threading.Thread(target=origin.serve_forever, daemon=True).start()
        self.addCleanup(origin.shutdown)
        address = f"127.0.0.1:{origin.server_port}"
        self.say("bind", "plain.test", "--origin", f"http://{address}")
        self.assertNotIn("https:", self.say("list"))
        status, _, body = self.net.get("/a?b", host="plain.test")
        self.assertEqual((status, json.loads(body)["type"]), (502, "/problems/origin-https-only"))
        self.assertIn(f"    The origin sends every request on to https: bind it to https://{address}.\n",
                      self.say("list"))
        self.say("bind", "plain.test", "--origin", f"https://{address}")
        self.assertNotIn("sends every request", self.say("list"))

    def test_aRouterWithANameIsPointedAtByIt(self):
        endpoint = f"127.0.0.1:{network.free_port()}"
        folder = self.net.folder / "named"
        self.net.processes.append(network.Process(
            [network.PROGRAM, "router", "--listen", endpoint, "--url", "http://router.test", "--folder", folder],
            self.net.folder / "named.log"))
        key = self.net.folder / "named.key"

        def account():
            return network.run("business", "account", "create", "shop", "--router", f"http://{endpoint}",
                               "--api-key-file", folder / "admin.key").stdout
        said = network.wait_until(account, "the Router with a name makes an account")
        self.assertIn("Account shop.", said)
        key.touch(0o600)
        key.write_text(said.split("\n")[1])
        bind = ["business", "bind", "www.shop.test", "--origin", self.net.origin_url, "--router", f"http://{endpoint}",
                "--api-key-file"]
        self.assertIn("Set this DNS line:   www.shop.test. 300 IN CNAME router.test.\n", network.run(*bind, key).stdout)
        answer = network.run(*bind, folder / "admin.key")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("use the account's API key. The Router refused.\n", answer.stderr)

    def test_theListNamesWhatIsBound(self):
        bindings = self.net.business("list")["bindings"]
        self.assertEqual([binding["domain"] for binding in bindings], [self.net.domain])
        self.assertEqual(bindings[0]["origin"], self.net.origin_url)

    def test_usageFeesAndLedgerAddUpAndEachCreditHasItsReceipts(self):
        sent = 3_000_000 * sum(self.net.fetch("/film.bin")[1] for _ in range(4))
        self.assertGreater(sent, 0)

        def is_counted():
            bindings = self.net.business("usage")["bindings"]
            return bindings and bindings[0]["bytesByTerminals"] == sent
        network.wait_until(is_counted, "all that Terminals delivered is in the usage")
        counted = int(time.time())
        # An epoch that is ended in the second in which it began has no emission to share.
        network.wait_until(lambda: time.time() >= counted + 1, "a second of the epoch has passed")

        def settled():
            self.assertEqual(self.admin("/v1/admin/settle", "POST")[0], 200)
            ledger = self.table("/v1/admin/ledger.csv")
            return ledger if any(row["reason"] == "serving" for row in ledger) else None
        ledger = network.wait_until(settled, "the epoch of the deliveries is in the books")
        report = self.net.business("usage")

        sums = collections.Counter()
        transactions = collections.Counter()
        for row in ledger:
            sums[row["asset"]] += int(row["amount"])
            transactions[row["transaction"]] += int(row["amount"])
        self.assertGreaterEqual(len(sums), 2)
        self.assertEqual(set(sums.values()), {0}, "each asset sums to zero")
        self.assertEqual(set(transactions.values()), {0}, "and so does each transaction")

        mine = [row for row in ledger if row["account"] == "business:tester"]
        paid = -sum(int(row["amount"]) for row in mine if row["reason"] == "delivery")
        self.assertEqual(paid, report["fees"])
        self.assertEqual(sum(int(row["amount"]) for row in mine), report["balance"])
        binding, = report["bindings"]
        delivered = binding["bytesByTerminals"] + binding["bytesByRouter"]
        epochs = len({row["evidence"] for row in mine if row["reason"] == "delivery"})
        exact = delivered * PRICE // 10**9
        self.assertLessEqual(report["fees"], exact)
        self.assertGreaterEqual(report["fees"], exact - max(epochs, 1) - 1, "rounded down once an epoch")

        epochs = [int(row["evidence"].removeprefix("epoch:")) for row in ledger if row["reason"] == "serving"]
        self.assertTrue(epochs)
        before = self.credited_bytes()
        traced = sum(int(row["credited"]) for epoch in range(1, max(epochs) + 3)
                     for row in self.table(f"/v1/admin/receipts.csv?epoch={epoch}"))
        self.assertLessEqual(before, traced)
        self.assertLessEqual(traced, self.credited_bytes())
        self.assertGreaterEqual(traced, sent)

    def test_afterAPurgeTheNextRequestReachesTheOrigin(self):
        self.net.fetch("/film.bin")
        before = self.origin_requests("/film.bin")
        self.net.fetch("/film.bin")
        self.assertEqual(self.origin_requests("/film.bin"), before)
        self.assertGreaterEqual(self.net.business("purge", f"{self.net.url}/film.bin")["purged"], 1)
        self.net.fetch("/film.bin")
        self.assertEqual(self.origin_requests("/film.bin"), before + 1)


if __name__ == "__main__":
    unittest.main()
