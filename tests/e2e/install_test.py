# SPDX-License-Identifier: GPL-3.0-or-later
"""installers/linux/install.sh in a throw-away home: what it installs runs, and what it removes is gone."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from network import PROGRAM, wait_until

SCRIPT = pathlib.Path(__file__).parents[2] / "installers/linux/install.sh"

# A stand-in for the user's service manager: answers, and writes down what it is asked.
SYSTEMCTL = '#!/bin/sh\necho "$(basename "$0") $*" >>"$HOME/asked"\n'


class InstallTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="meson install "))
        self.addCleanup(shutil.rmtree, self.folder)
        self.home = self.folder / "home"
        self.tools = self.folder / "tools"
        self.home.mkdir()
        self.tools.mkdir()
        self.settings = self.home / ".config/meson/terminal.conf"
        self.program = self.home / ".local/bin/meson-network"
        self.state = self.home / ".local/share/meson/terminal"

    def environment(self):
        return {"HOME": str(self.home), "PATH": f"{self.tools}:{os.environ['PATH']}"}

    def install(self, *arguments):
        return subprocess.run(
            [SCRIPT, *map(str, arguments)], capture_output=True, text=True, timeout=60,
            env=self.environment(), check=False)

    def with_services(self):
        for name in ("systemctl", "loginctl"):
            (self.tools / name).write_text(SYSTEMCTL)
            (self.tools / name).chmod(0o755)

    def without_services(self):
        (self.tools / "systemctl").write_text("#!/bin/sh\nexit 1\n")
        (self.tools / "systemctl").chmod(0o755)

    def asked(self):
        return (self.home / "asked").read_text()

    def files(self):
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*") if path.is_file())

    def start(self):
        """The installed Terminal, until it has made its key; then stops it."""
        terminal = subprocess.Popen(
            [self.program, "terminal", "--settings", self.settings], env=self.environment(),
            stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: (self.state / "control.json").exists(), "the Terminal runs")
        finally:
            terminal.send_signal(signal.SIGTERM)
            self.assertEqual(terminal.wait(30), 0)

    def install_and_run(self):
        result = self.install(
            "--program", PROGRAM, "--router", "http://127.0.0.1:9", "listen=127.0.0.1:0",
            f"cache={self.home}/lent=100MB")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.start()
        return result

    def test_installs_a_service_that_starts_with_the_computer(self):
        self.with_services()
        self.install_and_run()
        unit = self.home / ".config/systemd/user/meson-terminal.service"
        self.assertIn(f'ExecStart="{self.program}" terminal --settings "{self.settings}"', unit.read_text())
        self.assertIn("systemctl --user enable meson-terminal.service", self.asked())
        self.assertIn("systemctl --user restart meson-terminal.service", self.asked())
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--user", "--man=no", unit], capture_output=True, text=True, check=False,
            env={**os.environ, "XDG_RUNTIME_DIR": str(self.folder)})
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotIn(unit.name, checked.stderr)
        self.assertEqual(self.settings.stat().st_mode & 0o777, 0o600)

    def test_says_so_where_there_is_no_systemd(self):
        self.without_services()
        result = self.install_and_run()
        self.assertIn("There is no systemd", result.stdout)
        self.assertIn(f"{self.program} terminal --settings", result.stdout)

    def test_a_second_run_updates_and_keeps_the_settings(self):
        self.without_services()
        self.install_and_run()
        self.settings.write_text(self.settings.read_text() + "# mine\nname = attic\n")
        result = self.install("--program", PROGRAM, "name=cellar", "upload-limit=20Mbit/s")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(
            self.settings.read_text().splitlines(),
            ["router = http://127.0.0.1:9", "listen = 127.0.0.1:0", f"cache = {self.home}/lent=100MB",
             "# mine", "name = cellar", "upload-limit = 20Mbit/s"])

    def test_uninstall_leaves_nothing(self):
        self.with_services()
        self.install_and_run()
        result = self.install("--uninstall", "--keep", "nothing")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("systemctl --user disable --now meson-terminal.service", self.asked())
        self.assertEqual(self.files(), ["asked"])
        self.assertFalse((self.home / "lent").exists())
        self.assertFalse((self.home / ".local/share/meson").exists())

    def test_uninstall_leaves_what_the_owner_keeps(self):
        self.without_services()
        self.install_and_run()
        key = (self.state / "identity.pem").read_bytes()
        (self.home / "lent/holiday.jpg").write_text("not the Terminal's")
        result = self.install("--uninstall", "--keep", "key")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((self.state / "identity.pem").read_bytes(), key)
        self.assertFalse(self.program.exists())
        self.assertFalse(self.settings.exists())
        self.assertEqual([path.name for path in (self.home / "lent").iterdir()], ["holiday.jpg"])

    def test_wants_to_know_what_to_keep(self):
        self.without_services()
        self.install_and_run()
        before = self.files()
        result = self.install("--uninstall")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--keep", result.stderr)
        self.assertEqual(self.files(), before)

    def test_refuses_what_it_does_not_understand(self):
        self.without_services()
        for arguments in (["--program", PROGRAM], ["--router"], ["--nonsense"], ["nonsense"],
                          ["--router", "http://127.0.0.1:9", "--program", self.home]):
            self.assertEqual(self.install(*arguments).returncode, 2, arguments)
        self.assertEqual(self.files(), [])

    def test_help_names_every_flag(self):
        usage = self.install("--help").stdout
        for flag in ("--router", "--program", "--uninstall", "--keep"):
            self.assertIn(flag, usage)


class PackagesTest(unittest.TestCase):
    """What app/run and tests/run install before they build."""

    def test_whereThereIsNoAptItSaysWhatToInstall(self):
        answer = subprocess.run(
            ["/bin/bash", "-euc", '. app/packages.sh; install_missing "${meson_packages[@]}"'], cwd=SCRIPT.parents[2],
            env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)
        self.assertEqual(answer.returncode, 0, "what is there already may do")
        for word in ("No apt-get here", "cmake", "qt6-base-dev"):
            self.assertIn(word, answer.stderr)
        self.assertNotIn("not found", answer.stderr)


if __name__ == "__main__":
    unittest.main()
