# SPDX-License-Identifier: GPL-3.0-or-later
"""app/run itself, between stand-ins that write down how they were called."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAND_IN = '#!/bin/bash\necho "{name} $*" >> "$CALLS"\n{then}\n'


def array(name):
    """A list of packages as app/packages.sh has it."""
    words = subprocess.run(["/bin/bash", "-c", f'. app/packages.sh; printf "%s\\n" "${{{name}[@]}}"'], cwd=ROOT,
                           check=True, capture_output=True, text=True).stdout
    return set(words.split())


class AppRun(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="meson-app-run-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.calls = self.root / "calls"
        shutil.copytree(ROOT / "app", self.root / "app", ignore=shutil.ignore_patterns("*.cpp"))
        tools = self.root / "tools"
        self.add(tools / "dpkg-query", "exit 1")  # nothing is installed
        for tool in ("apt-get", "cmake", "sudo"):
            self.add(tools / tool, '[ "$1" = --preset ] && echo "noise of the tool"; exit 0')
        for program in ("meson-network", "meson-miner"):
            self.add(self.root / "build/release/bin" / program, 'echo "{}"')

    def add(self, path, then):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STAND_IN.format(name=path.name, then=then))
        path.chmod(0o755)

    def run_it(self, *arguments, **environment):
        result = subprocess.run(
            [self.root / "app/run", *arguments], capture_output=True, text=True, timeout=60,
            env={"PATH": f"{self.root / 'tools'}:/usr/bin:/bin", "CALLS": str(self.calls), **environment})
        self.assertEqual(result.returncode, 0, result.stderr)
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.started = [call.rstrip() for call in calls if call.startswith("meson-")]
        installs = [call for call in calls if re.search(r"apt-get .*install", call)]
        self.installed = {word for call in installs for word in call.split()}
        return result

    def test_help_installs_and_starts_nothing(self):
        self.assertIn("--build-only", self.run_it("--help").stdout)
        self.assertFalse(self.calls.exists())

    def test_build_only_installs_all_but_what_tests_need_and_starts_nothing(self):
        result = self.run_it("--build-only")
        self.assertEqual(self.started, [])
        wanted = array("meson_packages") | array("meson_app_packages")
        self.assertLessEqual(wanted, self.installed)
        self.assertEqual(self.installed & (array("meson_test_packages") - wanted), set())
        self.assertEqual(result.stdout, "")
        for package in wanted:
            self.assertIn(package, result.stderr)  # said before it is installed

    def test_headless_needs_no_packages_of_the_window(self):
        self.run_it("--headless", DISPLAY=":7")
        self.assertEqual(self.started, ["meson-network demo"])
        self.assertLessEqual(array("meson_packages"), self.installed)
        self.assertEqual(self.installed & (array("meson_app_packages") - array("meson_packages")), set())

    def test_without_a_screen_it_is_the_demo(self):
        self.run_it()
        self.assertEqual(self.started, ["meson-network demo"])

    def test_with_a_screen_it_is_the_app(self):
        self.run_it(DISPLAY=":7")
        self.assertEqual(self.started, ["meson-miner"])

    def test_settings_reach_the_demo_and_only_its_figures_are_on_standard_output(self):
        result = self.run_it("--duration", "5s", "--json", DISPLAY=":7")
        self.assertEqual(self.started, ["meson-network demo --duration 5s --json"])
        self.assertEqual(result.stdout, "{}\n")


if __name__ == "__main__":
    unittest.main()
