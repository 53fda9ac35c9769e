# SPDX-License-Identifier: GPL-3.0-or-later
"""What `cmake --install` puts onto a Linux desktop: all of it, in its places, accepted by the desktop's own validators."""

import configparser
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

BUILD = pathlib.Path(os.environ["MESON_BUILD_DIR"])
ID = "network.meson.Miner"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
FILES = {
    "bin/meson-miner",
    "bin/meson-network",
    "lib/systemd/user/meson-terminal.service",
    f"share/applications/{ID}.desktop",
    f"share/icons/hicolor/scalable/apps/{ID}.svg",
    f"share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
    f"share/metainfo/{ID}.metainfo.xml",
} | {f"share/icons/hicolor/{size}x{size}/apps/{ID}.png" for size in SIZES}


class DesktopInstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="meson install ")
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr"], check=True, capture_output=True,
                       env={**os.environ, "DESTDIR": cls.folder.name})
        cls.usr = pathlib.Path(cls.folder.name) / "usr"
        cls.menu_entry = configparser.ConfigParser(interpolation=None)
        cls.menu_entry.optionxform = str
        cls.menu_entry.read(cls.usr / f"share/applications/{ID}.desktop", encoding="utf-8")
        cls.description = xml.parse(cls.usr / f"share/metainfo/{ID}.metainfo.xml").getroot()

    def said_by(self, *words):
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        answer = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60, check=False)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer.stdout

    def test_every_file_is_in_its_place_and_no_other(self):
        found = {str(path.relative_to(self.usr)) for path in self.usr.rglob("*") if path.is_file()}
        self.assertEqual(found, FILES)

    def test_the_menu_entry_is_valid_and_complete(self):
        self.said_by("desktop-file-validate", self.usr / f"share/applications/{ID}.desktop")
        for section in self.menu_entry.sections():
            entry = self.menu_entry[section]
            self.assertTrue((self.usr / "bin" / entry["Exec"].split()[0]).is_file())
            words = [key for key in ("Name", "GenericName", "Comment", "Keywords") if key in entry]
            if entry.get("Icon") == ID:
                words.remove("Name")  # the same in every language
            for key in words:
                self.assertTrue(entry[f"{key}[zh_CN]"])

    def test_the_description_is_valid_and_names_the_menu_entry_and_this_version(self):
        self.said_by("appstreamcli", "validate", "--no-net", self.usr / f"share/metainfo/{ID}.metainfo.xml")
        self.assertEqual(self.description.findtext("launchable"), f"{ID}.desktop")
        newest = self.description.find("releases/release").get("version")
        self.assertEqual(self.said_by(self.usr / "bin/meson-miner", "--version").split()[-1], newest)
        self.assertEqual(self.said_by(self.usr / "bin/meson-network", "--version").split()[-1], newest)

    def test_each_icon_has_the_size_of_its_folder(self):
        for size in SIZES:
            head = (self.usr / f"share/icons/hicolor/{size}x{size}/apps/{ID}.png").read_bytes()[:24]
            self.assertEqual(struct.unpack(">8s8xII", head), (b"\x89PNG\r\n\x1a\n", size, size))

    def test_the_service_starts_the_installed_program(self):
        service = (self.usr / "lib/systemd/user/meson-terminal.service").read_text()
        self.assertIn('ExecStart="/usr/bin/meson-network" terminal', service)


if __name__ == "__main__":
    unittest.main()
