# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium by way of chromedriver (W3C WebDriver), without other packages."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.request


class Chromium:
    """A browser of its own user; `authority` is the certificate of one more authority that this user trusts."""

    def __init__(self, *flags, authority=None):
        self.profile = tempfile.TemporaryDirectory(prefix="meson-chromium-", ignore_cleanup_errors=True)
        if authority:
            self._trust(authority)
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "HOME": self.profile.name})
        self.port = None
        while self.port is None:
            line = self.driver.stdout.readline()
            if not line:
                raise AssertionError("chromedriver did not start")
            if found := re.search(r"started successfully on port (\d+)", line):
                self.port = int(found.group(1))
        chromium = next(path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome")
                        if pathlib.Path(path).exists())
        options = {"binary": chromium, "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
            "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={self.profile.name}/profile", *flags]}
        self.session = self._send("POST", "/session", {
            "capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}})["sessionId"]

    def _trust(self, authority):
        store = pathlib.Path(self.profile.name) / ".pki/nssdb"
        store.mkdir(parents=True)
        for arguments in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "test authority", "-i", str(authority)]):
            subprocess.run(["certutil", "-d", f"sql:{store}", *arguments], check=True, capture_output=True)

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method, headers={"Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self._send("POST", f"/session/{self.session}/url", {"url": url})

    def words(self):
        """What the page says, also when it is the browser's own about an error."""
        return self.ask("return document.body.innerText")

    def ask(self, script):
        """What a JavaScript function body returns."""
        return self._send("POST", f"/session/{self.session}/execute/sync", {"script": script, "args": []})

    def close(self):
        try:
            self._send("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            self.driver.wait()
            self.profile.cleanup()
