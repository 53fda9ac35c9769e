# SPDX-License-Identifier: GPL-3.0-or-later
import json
import unittest

import network


class OwnerTest(unittest.TestCase):
    """What an owner does at the command line while the network runs."""

    @classmethod
    def setUpClass(cls):
        cls.net = network.Network()
        cls.addClassCleanup(cls.net.close)
        cls.expected = {f"/{number}.bin": cls.net.add_file(f"{number}.bin", 1_000_000, number) for number in range(4)}

    def state_of(self, terminal):
        return {known["name"]: known["state"] for known in self.net.status()["terminals"]}.get(terminal.name)

    def objects_in(self, terminal):
        status = terminal.status()
        return {volume["folder"]: volume["objects"] for volume in status["volumes"]} if status else {}

    def test_leavingEndsTheProgramAndTakesItOffTheList(self):
        terminal = self.net.add_terminal("leaver", 2)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        self.net.wait_until_cached("/0.bin")
        answer = network.run("leave", "--folder", terminal.folder, "--delete-cache", timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(json.loads(answer.stdout), {"receiptsKept": 0})
        self.assertEqual(terminal.process.process.wait(20), 0, terminal.process.last_words())
        self.assertNotEqual(self.state_of(terminal), "serving")
        self.assertEqual([], [file for file in (terminal.cache / "blobs").rglob("*") if file.is_file()])
        self.assertTrue((terminal.folder / "identity.pem").exists())
        self.assertFalse((terminal.folder / "control.json").exists())
        self.net.terminals.remove(terminal)

    def test_aStoppedTerminalSaysSoFirst(self):
        terminal = self.net.add_terminal("stopper", 3)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        self.assertEqual(terminal.process.stop(), 0)
        self.assertNotEqual(self.state_of(terminal), "serving")
        self.net.terminals.remove(terminal)

    def test_aFolderIsGivenBackWhileTheTerminalServes(self):
        terminal = self.net.add_terminal("mover", 4)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves")
        self.net.wait_until_cached(*self.expected)
        old = terminal.cache
        held = self.objects_in(terminal)[str(old)]
        self.assertGreater(held, 0)
        terminal.process.stop()
        new = terminal.folder / "new"
        place = terminal.arguments.index("--cache")
        terminal.arguments[place:place + 2] = ["--cache", f"{new}=200MB", "--move-from", old]
        terminal.start()
        network.wait_until(lambda: self.objects_in(terminal).get(str(old)) == 0, "the old folder is empty", 60)
        self.assertGreaterEqual(self.objects_in(terminal)[str(new)], held)
        network.wait_until(lambda: self.state_of(terminal) == "serving", "it serves again")
        for path, sha256 in self.expected.items():
            self.assertEqual(self.net.fetch(path)[0], sha256, path)

    def test_reachabilityIsFoundOutBeforeAnythingIsLent(self):
        port = network.free_port()
        answer = network.run("reachability", "--router", self.net.router_url, "--listen", f"127.0.0.1:{port}",
                             "--port-mapping=no", timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertIn(f"IPv4: yes. Clients can reach this computer over IPv4 on port {port}.", answer.stdout)
        self.assertIn("IPv6: not known.", answer.stdout)


if __name__ == "__main__":
    unittest.main()
