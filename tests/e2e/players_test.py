# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import shutil
import signal
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


# The browser's own player, which asks for ranges of one file and seeks.
NATIVE_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>player</title>
<video id="video" src="/film/movie.mp4" muted playsinline></video><script>
window.seen = { error: null, time: 0, sought: null };
const video = document.getElementById('video');
video.addEventListener('error', () => { seen.error = video.error.message; });
video.addEventListener('seeked', () => { seen.sought = video.currentTime; });
video.addEventListener('timeupdate', () => {
  seen.time = video.currentTime;
  if (seen.time > 2 && seen.sought === null && !video.seeking) video.currentTime = 50;
});
video.play();
</script>"""
NETWORKS = {}


def prepare(tls):
    net = network.Network(tls=tls)
    unittest.addModuleCleanup(net.close)
    net.add_film()
    (net.site / "player.html").write_text(PAGE)
    (net.site / "native.html").write_text(NATIVE_PAGE)
    shutil.copy(network.HLS_JS, net.site / "hls.js")
    for number in (2, 3):
        net.add_terminal(f"t{number}", number)
    net.wait_for_terminals()
    pieces = [f"/film/{path.name}" for path in (net.site / "film").iterdir() if path.suffix in (".ts", ".mp4")]
    for piece in pieces:
        net.get(piece)
    net.wait_until_cached(*pieces)
    return net


def setUpModule():
    NETWORKS["http"] = prepare(tls=False)
    NETWORKS["https"] = prepare(tls=True)


class PlayersTest(unittest.TestCase):
    """Players that know nothing of us, on ordinary URLs (W3)."""

    def setUp(self):
        self.net = NETWORKS["http"]

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
    """Chromium plays without a stall, over http and over https with a test authority."""

    def browser(self, net, *flags):
        browser = Chromium(*flags, authority=net.certificates and net.certificates.authority)
        self.addCleanup(browser.close)
        return browser

    @staticmethod
    def from_terminals(net, seen):
        router = urllib.parse.urlsplit(net.router_url).port
        return {host: count for host, count in seen["hosts"].items() if not host.endswith(f":{router}")}

    @staticmethod
    def kill_the_busiest(net, seen):
        hosts = BrowserTest.from_terminals(net, seen)
        address = max(hosts, key=hosts.get).split(":")[0]
        terminal = next(terminal for terminal in net.terminals if terminal.address == address)
        terminal.process.stop(signal.SIGKILL)
        return terminal

    def test_aMinuteOfHlsWithoutAStallAlsoWhenATerminalIsKilled(self):
        plays = [(net, self.browser(net)) for net in NETWORKS.values()]
        for net, browser in plays:
            browser.open(net.url + "/player.html")
        deadline = time.monotonic() + 90
        reports, killed = {}, None
        while len(reports) < len(plays) and time.monotonic() < deadline:
            time.sleep(1)
            for net, browser in plays:
                seen = browser.ask("return window.seen")
                if net is NETWORKS["http"] and seen["time"] >= 20 and not killed:
                    killed = self.kill_the_busiest(net, seen)
                if seen["time"] >= 60 or seen["errors"]:
                    reports.setdefault(net.url, seen)
        for net, browser in plays:
            seen = reports.get(net.url) or browser.ask("return window.seen")
            with self.subTest(net.url):
                self.assertEqual(seen["errors"], [])
                self.assertGreaterEqual(seen["time"], 60, seen)
                self.assertEqual(seen["stalls"], 0, seen)
                self.assertTrue(self.from_terminals(net, seen), seen)
        killed.start()

    def test_theBrowsersOwnPlayerSeeks(self):
        net = NETWORKS["https"]
        browser = self.browser(net)
        browser.open(net.url + "/native.html")

        def plays_on():
            seen = browser.ask("return window.seen")
            self.assertIsNone(seen["error"])
            return seen["sought"] and seen["time"] > seen["sought"] + 2
        network.wait_until(plays_on, "it plays on from where it was sought", 60)
        self.assertGreaterEqual(browser.ask("return window.seen.sought"), 49)

    def test_aServerWithAnothersNameIsNotPlayed(self):
        net = NETWORKS["https"]
        browser = self.browser(net, "--host-resolver-rules=MAP stranger.test 127.0.0.1")
        browser.open(f"https://stranger.test:{net.port}/native.html")
        self.assertIn("ERR_CERT_COMMON_NAME_INVALID", browser.words())

    def test_anAuthorityThatTheUserDoesNotTrustIsNotEnough(self):
        browser = Chromium()
        self.addCleanup(browser.close)
        browser.open(NETWORKS["https"].url + "/native.html")
        self.assertIn("ERR_CERT_AUTHORITY_INVALID", browser.words())


if __name__ == "__main__":
    unittest.main()
