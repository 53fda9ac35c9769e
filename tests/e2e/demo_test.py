# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import json
import os
import pathlib
import pty
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import termios
import threading
import unittest
import urllib.parse
import urllib.request

import network
from chromium import Chromium


def children_of(pid):
    """The processes that it started."""
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def is_free(url):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        parts = urllib.parse.urlsplit(url)
        try:
            probe.bind((parts.hostname, parts.port))
        except OSError:
            return False
    return True


class Screen:
    """A terminal window to write to: a file takes down what is written."""

    COLUMNS = 80

    @classmethod
    def lines(cls, written):
        """What it shows then, as far as the demo uses what such windows can do."""
        lines, row = [""], 0
        for count, what, character in re.findall(r"\x1b\[(\d*)([A-Z])|([^\x1b])", written):
            if what == "A":  # up
                row = max(row - int(count), 0)
            elif what == "J":  # erases from here on
                lines[row:] = [""]
            else:
                if character == "\n" or len(lines[row]) == cls.COLUMNS:
                    row += 1
                    lines += [""] * (row + 1 - len(lines))
                lines[row] += character.strip("\n")
        return lines

    def __init__(self, file):
        self.window, program_end = pty.openpty()
        termios.tcsetwinsize(program_end, (24, self.COLUMNS))
        self.program_end = open(program_end, "wb")
        self.file = file
        self.reader = threading.Thread(target=self.take_down)
        self.reader.start()

    def take_down(self):
        with contextlib.suppress(OSError), open(self.file, "wb", buffering=0) as file:  # until all programs end
            while written := os.read(self.window, 65536):
                file.write(written)

    def close(self):
        self.reader.join()
        os.close(self.window)


class RunningDemo:
    """`meson-network demo` as it runs in a terminal window, until Ctrl-C; its table goes to a file or `on_screen`."""

    def __init__(self, *arguments, environment=None, on_screen=False):
        folder = tempfile.TemporaryDirectory(prefix="meson-e2e-")
        self.folder = folder
        self.table_file = pathlib.Path(folder.name) / "table"
        self.table_file.touch()
        self.screen = Screen(self.table_file) if on_screen else None
        with self.screen.program_end if on_screen else open(self.table_file, "wb") as table:
            self.process = subprocess.Popen(
                [network.PROGRAM, "demo", "--json", "--ready", "--port", str(network.free_port()), "--page-port",
                 str(network.free_port()), *arguments], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=table, text=True,
                env={**network.CLEAN_ENVIRONMENT, **(environment or {})}, start_new_session=True)
        self.addresses = json.loads(self.process.stdout.readline() or "null")
        if not self.addresses:
            said = self.table()
            self.close()
            raise AssertionError(said)

    def table(self):
        return self.table_file.read_text(errors="replace")

    def status(self):
        with urllib.request.urlopen(self.addresses["router"] + "/v1/status", timeout=5) as answer:
            return json.load(answer)

    def press_control_c(self):
        """What a terminal window does: the signal goes to everything that was started there. Returns what was said."""
        os.killpg(self.process.pid, signal.SIGINT)
        output = self.process.communicate(timeout=60)[0]
        self.close_screen()
        return output

    def figures(self):
        """What its page shows."""
        with urllib.request.urlopen(self.addresses["page"] + "status.json", timeout=5) as answer:
            return json.load(answer)

    def pid_of_terminal(self, name):
        def words(pid):
            return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return next(pid for pid in children_of(self.process.pid) if {b"terminal", name.encode()} <= set(words(pid)))

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.close_screen()
        self.folder.cleanup()

    def close_screen(self):
        if self.screen:
            self.screen.close()
        self.screen = None


class DemoTest(unittest.TestCase):
    """`meson-network demo` as a newcomer runs it."""

    def check_figures(self, output, failed_checks=0):
        lines = output.splitlines()
        self.assertEqual(len(lines), 1, "exactly one JSON object on standard output")
        figures = json.loads(lines[0])
        self.assertEqual(
            set(figures),
            {"requests", "bytes", "servedByTerminals", "hitRatio", "wrongBytes", "failovers", "failures", "stalls",
             "spotChecks", "credits", "suspended", "ledgerBalanced", "seconds"})
        self.assertEqual(figures["wrongBytes"], 0)
        self.assertEqual(figures["failures"], 0)
        self.assertGreater(figures["requests"], 20)
        self.assertGreater(figures["bytes"], 10_000_000)
        self.assertGreater(figures["servedByTerminals"], 0.5)
        self.assertLessEqual(figures["servedByTerminals"], 1)
        self.assertGreater(figures["hitRatio"], 0.3)
        self.assertLessEqual(figures["hitRatio"], 1)
        self.assertEqual(set(figures["spotChecks"]), {"passed", "failed"})
        self.assertGreater(figures["spotChecks"]["passed"], 0)
        self.assertLessEqual(figures["spotChecks"]["failed"], failed_checks)
        self.assertTrue(figures["ledgerBalanced"])
        self.assertEqual(figures["suspended"], [])
        self.assertEqual(set(figures["credits"]), {"attic", "shop", "lab", "office"})
        self.assertTrue(all(credit >= 0 for credit in figures["credits"].values()), figures["credits"])
        self.assertGreater(sum(figures["credits"].values()), 0)
        return figures

    def test_thePagePlaysEpochsAreSettledAndControlCLeavesNothingBehind(self):
        demo = RunningDemo(on_screen=True)
        self.addCleanup(demo.close)
        self.assertEqual(set(demo.addresses), {"router", "page"})
        network.wait_until(lambda: demo.table().count("\x1b[J") > 2, "the table was drawn again")
        network.wait_until(lambda: self.shows_one_table(demo.table()), "the screen shows it once")
        browser = Chromium()
        self.addCleanup(browser.close)
        browser.open(demo.addresses["page"])
        self.check_page(browser)
        before = demo.status()
        earned = network.wait_until(lambda: self.later_epoch(demo, before), "an epoch was settled", 60)
        self.assertGreater(sum(terminal["credits"] for terminal in earned["terminals"]), 0)
        network.wait_until(lambda: demo.figures().get("servedByTerminals", 0) > 0.55, "Terminals serve most of it", 90)

        children = children_of(demo.process.pid)
        self.assertGreaterEqual(len(children), 10, "origin, Router, four Terminals, three viewers and the player")
        folder = re.search(r"logs and state: (\S+)", demo.table()).group(1)
        self.assertTrue(pathlib.Path(folder).is_dir())
        output = demo.press_control_c()
        self.assertEqual(demo.process.returncode, 0, demo.table()[-2000:])
        self.check_figures(output)
        self.assertTrue(self.shows_one_table(demo.table()), demo.table()[-2000:])
        self.assertEqual([pid for pid in children if pathlib.Path(f"/proc/{pid}").exists()], [])
        self.assertFalse(pathlib.Path(folder).exists())
        for address in demo.addresses.values():
            self.assertTrue(is_free(address), address)

    @staticmethod
    def shows_one_table(written):
        """Whole and below the events, although its lines are longer than the window's."""
        first_words = [line.split()[0] for line in Screen.lines(written) if line.strip()]
        heads = ["Terminal", "attic", "shop", "lab", "office", "viewers:", "router:"]
        return [word for word in first_words if word in heads] == heads

    @staticmethod
    def later_epoch(demo, before):
        """The Router's figures when an epoch that paid has ended, which was not yet when `before` was asked."""
        def earned(status):
            return sum(terminal["credits"] for terminal in status["terminals"])
        now = demo.status()
        return now if now["epoch"] > before["epoch"] and earned(now) > earned(before) else None

    def check_page(self, browser):
        """It plays, and says of each segment which Terminal sent it."""
        def state():
            return browser.ask("""return {
                time: document.getElementById('video').currentTime,
                figures: window.demoFigures,
                listed: [...document.querySelectorAll('#segments li')].map((item) => item.title.split(':')[0]),
                rows: document.querySelectorAll('#terminals tr').length }""")

        def plays():
            now = state()
            names = set(now["listed"]) - {"Router"}
            return now if now["time"] > 5 and len(names) >= 2 else None
        now = network.wait_until(plays, "the page plays and lists segments of two Terminals", 90)
        self.assertEqual(now["rows"], 4)
        self.assertLessEqual(set(now["listed"]), {"Router", "attic", "shop", "lab", "office"})
        self.assertEqual(now["figures"]["fatal"], 0)
        self.assertEqual(now["figures"]["segments"], len(now["listed"]))
        network.wait_until(lambda: state()["time"] > now["time"] + 2, "it plays on")

    def run_demo(self, folder, *arguments):
        """To its end: its figures, and what it said."""
        demo = RunningDemo("--folder", folder, *arguments)
        self.addCleanup(demo.close)
        output = demo.process.communicate(timeout=180)[0]
        self.assertEqual(demo.process.returncode, 0, demo.table()[-2000:])
        return json.loads(output), demo.table()

    def test_theLastEpochIsSettledAtTheEndAndTheFolderServesAgainAfterAnyEnd(self):
        kept = tempfile.TemporaryDirectory(prefix="meson-e2e-")
        self.addCleanup(kept.cleanup)
        figures, _ = self.run_demo(kept.name, "--epoch", "1h", "--duration", "20s")
        self.assertGreater(sum(figures["credits"].values()), 0, "no epoch ended before the demo did")
        self.assertTrue(figures["ledgerBalanced"])
        earned = figures["credits"]

        figures, said = self.run_demo(kept.name, "--epoch", "1h", "--duration", "8s", "--kill-one")
        self.assertIn("was killed; starting it again", said, "half-way")
        self.assertEqual((figures["wrongBytes"], figures["ledgerBalanced"]), (0, True))
        for name, before in earned.items():
            self.assertGreaterEqual(figures["credits"][name], before, "what was earned stays")

        # As a run leaves it that died after it saved its account's key.
        with contextlib.closing(sqlite3.connect(pathlib.Path(kept.name) / "router/router.db")) as state:
            state.execute("UPDATE bindings SET active = 0")
            state.commit()
        figures, _ = self.run_demo(kept.name, "--duration", "3s")
        self.assertGreater(figures["requests"], 0)

        # As one leaves it that died before it saved that key.
        (pathlib.Path(kept.name) / "business.key").unlink()
        with contextlib.closing(sqlite3.connect(pathlib.Path(kept.name) / "router/router.db")) as state:
            state.execute("DELETE FROM bindings")
            state.commit()
        figures, _ = self.run_demo(kept.name, "--duration", "3s")
        self.assertGreater(figures["requests"], 0)

    def test_viewersSeeNoFailureWhenATerminalHangsAndOneIsKilledAndFfmpegIsNotInstalled(self):
        cache = tempfile.TemporaryDirectory(prefix="meson-e2e-")
        self.addCleanup(cache.cleanup)
        demo = RunningDemo("--duration", "60s", "--kill-one",
                           environment={"PATH": "/nowhere", "XDG_CACHE_HOME": cache.name})
        self.addCleanup(demo.close)
        network.wait_until(lambda: demo.figures().get("servedByTerminals", 0) > 0.3, "Terminals serve", 50)

        def served():
            return {terminal["name"]: terminal["served"] for terminal in demo.figures()["terminals"]}

        def another_steps_in():
            """Hangs the Terminal that serves most now; nobody may have been on the way to it just then."""
            before = served()
            network.wait_until(lambda: served() != before, "somebody serves")
            now = served()
            busiest = max(now, key=lambda name: now[name] - before.get(name, 0))
            with contextlib.suppress(OSError, StopIteration):  # the demo killed it
                pid = demo.pid_of_terminal(busiest)
                os.kill(pid, signal.SIGSTOP)  # it takes connections, and does not answer
                try:
                    network.wait_until(lambda: demo.figures().get("failovers", 0) > 0, "a failover", 14)  # viewers wait 10 s
                except AssertionError:
                    return False
                finally:
                    if pid in children_of(demo.process.pid):
                        os.kill(pid, signal.SIGCONT)
                return True
        network.wait_until(another_steps_in, "another copy stepped in", 45)
        output = demo.process.communicate(timeout=120)[0]
        self.assertEqual(demo.process.returncode, 0, demo.table()[-2000:])
        # A check that meets one of the two finds nobody; that alone suspends none.
        figures = self.check_figures(output, failed_checks=4)
        self.assertGreater(figures["failovers"], 0)
        self.assertGreaterEqual(figures["seconds"], 39)
        self.assertIn("packaged sample film", demo.table())
        self.assertIn("tokens DEMO", demo.table())
        self.assertNotIn("\x1b", demo.table(), "a file is no screen")
        self.assertIn("was killed; starting it again", demo.table())


if __name__ == "__main__":
    unittest.main()
