# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import shutil
import subprocess
import time
import unittest
import urllib.parse

import network
from chromium import Chromium

PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>player</title><video id="video" muted playsinline></video>
<script src="/hls.js"></script><script>
window.seen = { stalls: 0, errors: [], hosts: {}, time: 0, ended: false };
const video = document.getElementById('video');
const hls = new Hls();
let playing = false;
video.addEventListener('playing', () => { playing = true; });
video.addEventListener('waiting', () => { if (playing && !video.ended && !video.seeking) seen.stalls += 1; });
video.addEventListener('timeupdate', () => { seen.time = video.currentTime; });
hls.on(Hls.Events.FRAG_LOADED, (_, data) => {
  const host = new URL(data.networkDetails.responseURL).host;
  seen.hosts[host] = (seen.hosts[host] || 0) + 1;
});
hls.on(Hls.Events.ERROR, (_, data) => {
  if (data.details === 'bufferStalledError') seen.stalls += 1;
  if (data.fatal) seen.errors.push(data.details);
});
hls.loadSource('/film/master.m3u8');
hls.attachMedia(video);
video.play();
</script>"""


def prepare(tls):
    net = network.Network(tls=tls)
    try:
        net.add_film()
        (net.site / "player.html").write_text(PAGE)
        shutil.copy(network.HLS_JS, net.site / "hls.js")
        for number in (2, 3):
            net.add_terminal(f"t{number}", number)
        net.wait_for_terminals()
        segments = sorted(path.name for path in (net.site / "film").glob("*.ts"))
        for name in segments:
            net.get(f"/film/{name}")
        net.wait_until_cached(*(f"/film/{name}" for name in segments))
    except BaseException:
        net.close()
        raise
    return net


class PlayersTest(unittest.TestCase):
    """Players that know nothing of us, on ordinary URLs (W3)."""

    @classmethod
    def setUpClass(cls):
        cls.net = prepare(tls=False)
        cls.addClassCleanup(cls.net.close)

    def test_ffmpegPlaysTheStreamToItsEnd(self):
        answer = subprocess.run(
            ["ffmpeg", "-hide_banner", "-loglevel", "warning", "-i", self.net.url + "/film/master.m3u8",
             "-map", "0:v:1", "-c", "copy", "-f", "null", "-progress", "-", "-"],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        times = [int(line.split("=")[1]) for line in answer.stdout.splitlines() if line.startswith("out_time_us=")]
        self.assertGreaterEqual(times[-1], 63_500_000)
        # After a redirect to another host ffmpeg's keep-alive always opens a new connection, and says so.
        other = [line for line in answer.stderr.splitlines()
                 if "Cannot reuse HTTP connection for different host" not in line
                 and "retrying with new connection" not in line]
        self.assertEqual(other, [])

    def test_curlResumesByteIdentical(self):
        sha256 = self.net.add_file("big.bin", 40_000_000)
        self.net.wait_until_cached("/big.bin")
        part = self.net.folder / "part.bin"
        curl = ["curl", "-s", "-S", "-L", "-o", part, self.net.url + "/big.bin"]
        cut = subprocess.run([*curl, "--limit-rate", "8M", "--max-time", "2"], check=False)
        self.assertEqual(cut.returncode, 28)
        before = part.stat().st_size
        self.assertTrue(0 < before < 40_000_000, before)
        subprocess.run([*curl, "-C", "-"], check=True)
        self.assertEqual(hashlib.sha256(part.read_bytes()).hexdigest(), sha256)


class BrowserTest(unittest.TestCase):
    """Chromium with hls.js plays a minute without a stall, over http and over https with a test authority."""

    def test_aMinuteWithoutAStallOverHttpAndHttps(self):
        plain = prepare(tls=False)
        self.addCleanup(plain.close)
        secure = prepare(tls=True)
        self.addCleanup(secure.close)
        pin = f"--ignore-certificate-errors-spki-list={secure.certificates.authority_pin()}"
        browsers = []
        for net, flags in ((plain, ()), (secure, (pin,))):
            browser = Chromium(*flags)
            self.addCleanup(browser.close)
            browser.open(net.url + "/player.html")
            browsers.append((net, browser))
        deadline = time.monotonic() + 90
        reports = {}
        while len(reports) < len(browsers) and time.monotonic() < deadline:
            time.sleep(1)
            for net, browser in browsers:
                seen = browser.ask("return window.seen")
                if seen["time"] >= 60 or seen["errors"]:
                    reports.setdefault(net.url, seen)
        for net, browser in browsers:
            seen = reports.get(net.url) or browser.ask("return window.seen")
            with self.subTest(net.url):
                self.assertEqual(seen["errors"], [])
                self.assertGreaterEqual(seen["time"], 60, seen)
                self.assertEqual(seen["stalls"], 0, seen)
                router = urllib.parse.urlsplit(net.router_url).port
                by_terminals = sum(n for host, n in seen["hosts"].items() if not host.endswith(f":{router}"))
                self.assertGreater(by_terminals, 0, seen)


if __name__ == "__main__":
    unittest.main()
