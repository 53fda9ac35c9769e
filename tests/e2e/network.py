# SPDX-License-Identifier: GPL-3.0-or-later
"""A real network for the end-to-end tests: nginx as origin, a Router and Terminals, each a process."""

import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse

PROGRAM = os.environ["MESON_E2E_PROGRAM"]
MEDIA = pathlib.Path(os.environ["MESON_E2E_MEDIA"])
HLS_JS = pathlib.Path(__file__).parents[2] / "resources/demo/hls.js/hls.light.min.js"

# Nothing of the tester's own settings reaches the roles.
CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MESON_")}


PATIENCE = 30  # seconds until a client gives up


def free_port(address="127.0.0.1"):
    """Not of those that systems give to clients: one of them would take it before the server does."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((address, port))
            return port


def wait_until(condition, what, seconds=30):
    """The first true answer of `condition`, which is asked until then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def skip(test, reason):
    """Leaves a test out where something is missing that can be given; if TESTS_MUST_RUN, it fails."""
    if "TESTS_MUST_RUN" in os.environ:
        test.fail(reason)
    test.skipTest(reason)


def run(*arguments, environment=None, timeout=30, under=()):
    """`meson-network …` to its end; `under`: the words of a command that runs it."""
    return subprocess.run(
        [*under, PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
        env={**CLEAN_ENVIRONMENT, **(environment or {})}, check=False)


def film():
    """A minute of HLS in two renditions, and the better one as movie.mp4, made once per build folder."""
    folder = MEDIA / "film-2"
    if folder.exists():
        return folder
    MEDIA.mkdir(parents=True, exist_ok=True)
    made = pathlib.Path(tempfile.mkdtemp(dir=MEDIA))
    subprocess.run(
        ["ffmpeg", "-hide_banner", "-loglevel", "error",
         "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24",
         "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100", "-t", "64",
         "-filter_complex", "[0:v]split=2[a][b];[a]scale=416:234[low];[b]null[high]",
         "-map", "[low]", "-map", "1:a", "-map", "[high]", "-map", "1:a",
         "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-g", "96", "-keyint_min", "96", "-sc_threshold", "0", "-b:v:0", "400k", "-b:v:1", "900k",
         "-c:a", "aac", "-b:a", "64k", "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod",
         "-hls_segment_filename", "r%v_%03d.ts", "-master_pl_name", "master.m3u8",
         "-var_stream_map", "v:0,a:0 v:1,a:1", "r%v.m3u8"], cwd=made, check=True)
    subprocess.run(
        ["ffmpeg", "-hide_banner", "-loglevel", "error", "-i", "r1.m3u8", "-c", "copy", "-movflags", "+faststart",
         "movie.mp4"], cwd=made, check=True)
    made.chmod(0o755)
    made.rename(folder)
    return folder


class Process:
    """A program that runs until it is stopped; its standard error is kept for the report of a failure."""

    def __init__(self, arguments, log, environment=None):
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                list(map(str, arguments)), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**CLEAN_ENVIRONMENT, **(environment or {})})

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"did not end within 15 s: {self.last_words()}") from None

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]


class Certificates:
    """A test authority and one certificate for every loopback name."""

    def __init__(self, folder):
        self.authority = folder / "ca.pem"
        self.chain = folder / "chain.pem"
        self.key = folder / "key.pem"
        self._openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                      "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Meson test CA",
                      "-addext", "basicConstraints=critical,CA:TRUE")
        names = ["DNS:localhost"] + [f"IP:127.0.0.{host}" for host in range(1, 10)]
        (folder / "names").write_text("subjectAltName=" + ",".join(names) + "\n")
        self.renew()

    def renew(self):
        """A new key and certificate in the same files."""
        folder = self.chain.parent
        self._openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost")
        self._openssl(folder, "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
                      "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "leaf.pem")
        self.chain.write_text((folder / "leaf.pem").read_text() + self.authority.read_text())

    @staticmethod
    def _openssl(folder, *arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Terminal:
    def __init__(self, network, name, host, quota, limit, under):
        self.network = network
        self.name = name
        self.address = f"127.0.0.{host}"
        self.folder = network.folder / name
        self.cache = self.folder / "cache"
        self.arguments = [
            *under, PROGRAM, "terminal", "--router", network.router_url, "--name", name, "--folder", self.folder,
            "--cache", f"{self.cache}={quota}", "--reserve", "1MB", "--listen",
            f"{self.address}:{free_port(self.address)}", "--address", self.address, "--upload-limit", limit,
            "--local-sources", "--verbose", "1", *network.terminal_tls()]
        self.start()

    def start(self):
        self.process = Process(self.arguments, self.network.folder / f"{self.name}.log")

    def restart_after(self, how):
        self.process.stop(how)
        self.start()

    def control(self):
        file = self.folder / "control.json"
        return json.loads(file.read_text()) if file.exists() else None

    def status(self):
        """What its control API says, or None while it does not answer."""
        answer = run("status", "--folder", self.folder)
        return json.loads(answer.stdout) if answer.returncode == 0 else None

    def bytes_on_disk(self):
        total = 0
        for folder, _, files in os.walk(self.cache):
            for name in files:
                try:
                    total += os.stat(os.path.join(folder, name)).st_blocks * 512
                except FileNotFoundError:
                    pass
        return total


class Network:
    """Made for one test class; `close()` ends all of it."""

    domain = "localhost"
    router_address = "127.0.0.1"

    def __init__(self, tls=False, router_arguments=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="meson-e2e-"))
        self.folder.chmod(0o755)
        self.site = self.folder / "site"
        self.site.mkdir()
        self.certificates = Certificates(self.folder) if tls else None
        self.terminals = []
        self.processes = []
        self.clients = 0
        self._start_origin()
        self._start_router(router_arguments)

    # --- what is offered --------------------------------------------------------------------------------------

    def add_file(self, path, size, seed=1):
        """A file of random bytes at the origin; returns its SHA-256."""
        content = random.Random(seed).randbytes(size)
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o644)
        return hashlib.sha256(content).hexdigest()

    def add_film(self):
        shutil.copytree(film(), self.site / "film")

    def _start_origin(self):
        self.origin_port = free_port()
        user = "user root;" if os.getuid() == 0 else ""
        configuration = self.folder / "nginx.conf"
        configuration.write_text(f"""
            {user} daemon off; worker_processes 1; pid {self.folder}/nginx.pid;
            error_log {self.folder}/nginx-error.log;
            events {{ worker_connections 512; }}
            http {{
                default_type application/octet-stream; access_log {self.folder}/nginx-access.log;
                types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; video/mp4 mp4; text/html html;
                         text/javascript js; }}
                client_body_temp_path {self.folder}/t1; proxy_temp_path {self.folder}/t2;
                fastcgi_temp_path {self.folder}/t3; uwsgi_temp_path {self.folder}/t4; scgi_temp_path {self.folder}/t5;
                server {{
                    listen 127.0.0.1:{self.origin_port}; root {self.site};
                    location / {{ add_header Cache-Control "max-age=600"; }}
                }}
            }}""")
        self.origin_url = f"http://127.0.0.1:{self.origin_port}"
        self.processes.append(Process(
            ["/usr/sbin/nginx", "-e", self.folder / "nginx-error.log", "-c", configuration],
            self.folder / "nginx.log"))
        wait_until(lambda: self._accepts(self.origin_port), "nginx listens")

    @staticmethod
    def _accepts(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    # --- the network ------------------------------------------------------------------------------------------

    def _start_router(self, extra):
        self.port = free_port(self.router_address)
        scheme = "https" if self.certificates else "http"
        self.router_url = f"{scheme}://{self.router_address}:{self.port}"
        self.url = f"{scheme}://{self.domain}:{self.port}"
        self.router_arguments = [
            PROGRAM, "router", "--demo", "--listen", f"{self.router_address}:{self.port}", "--url", self.router_url,
            "--folder", self.folder / "router", "--reserve", "1MB", "--epoch", "5s", "--verbose", "1", *extra]
        if "--check-interval" not in extra:
            self.router_arguments += ["--check-interval", "1s"]
        if self.certificates:
            self.router_arguments += [
                "--tls-certificate", self.certificates.chain, "--tls-key", self.certificates.key,
                "--origin-ca", self.certificates.authority]
        self.router = Process(self.router_arguments, self.folder / "router.log")
        self.processes.append(self.router)
        wait_until(self.router_answers, "the Router answers")
        self.key_file = self.folder / "business.key"
        account = self.business("account", "create", "tester", key=self.folder / "router/admin.key")
        self.key_file.touch(0o600)
        self.key_file.write_text(account["apiKey"])
        self.business("top-up", "1000")
        self.business("bind", self.domain, "--origin", self.origin_url)

    def router_answers(self):
        try:
            return self.get("/v1/network", host=f"{self.router_address}:{self.port}")[0] == 200
        except OSError:
            return False

    def business(self, *arguments, key=None):
        tls = ["--router-ca", self.certificates.authority] if self.certificates else []
        answer = run("business", *arguments, "--router", self.router_url, "--api-key-file", key or self.key_file,
                     "--json", *tls)
        if answer.returncode != 0:
            raise AssertionError(answer.stderr)
        return json.loads(answer.stdout)

    def terminal_tls(self):
        if not self.certificates:
            return []
        return ["--router-ca", self.certificates.authority, "--tls-certificate", self.certificates.chain,
                "--tls-key", self.certificates.key]

    def restart_router(self, under=(), how=signal.SIGKILL):
        """`under`: the words of a command that runs it."""
        self.router.stop(how)
        self.router = Process([*under, *self.router_arguments], self.folder / "router.log")
        self.processes.append(self.router)
        wait_until(self.router_answers, "the Router answers again")

    def add_terminal(self, name, host, quota="200MB", limit="unlimited", under=()):
        """`under`: the words of a command that runs the Terminal, as "prlimit --nofile=64"."""
        terminal = Terminal(self, name, host, quota, limit, under)
        self.terminals.append(terminal)
        return terminal

    def wait_for_terminals(self):
        def all_serve():
            states = [terminal["state"] for terminal in self.status()["terminals"]]
            return len(states) >= len(self.terminals) and all(state == "serving" for state in states)
        wait_until(all_serve, "all Terminals serve")

    def status(self):
        return json.loads(self.get("/v1/status", host=f"{self.router_address}:{self.port}")[2])

    # --- clients ----------------------------------------------------------------------------------------------

    def next_client(self):
        """An address of its own for each client: the same one asking again within 10 s would mean a retry."""
        self.clients += 1
        return f"127.0.1.{self.clients % 250 + 1}"

    def get(self, path, host=None, headers=None, method="GET", body=None):
        """One request to the Router: status, headers, body. Redirects are not followed."""
        return self.request(self.router_url + path, {"Host": host or f"{self.domain}:{self.port}", **(headers or {})},
                            method, body)

    def request(self, url, headers=None, method="GET", body=None, client=None):
        parts = urllib.parse.urlsplit(url)
        source = (client or self.next_client(), 0)
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=PATIENCE, source_address=source,
                context=ssl.create_default_context(cafile=self.certificates.authority))
        else:
            connection = http.client.HTTPConnection(
                parts.hostname, parts.port, timeout=PATIENCE, source_address=source)
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        result = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return result

    def fetch(self, path):
        """Like a client that retries: the SHA-256 of the whole, and whether a Terminal sent it."""
        client = self.next_client()
        for _ in range(12):
            url, headers, hops = self.router_url + path, {"Host": f"{self.domain}:{self.port}"}, 0
            try:
                while hops < 8:
                    status, fields, body = self.request(url, headers, client=client)
                    if status not in (302, 307):
                        break
                    url, hops = urllib.parse.urljoin(url, fields["Location"]), hops + 1
                    back = urllib.parse.urlsplit(url).port == self.port
                    headers = {"Host": f"{self.domain}:{self.port}"} if back else {}
                if status == 200:
                    return hashlib.sha256(body).hexdigest(), urllib.parse.urlsplit(url).port != self.port
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.3)
        raise AssertionError(f"{path} could not be had")

    def wait_until_cached(self, *paths):
        """Asks until the Router redirects to a Terminal for each path; returns the last redirect's target."""
        def location(path):
            status, fields, _ = self.get(path)
            return fields["Location"] if status in (302, 307) else None
        target = None
        for path in paths:
            try:
                target = wait_until(lambda p=path: location(p), f"a Terminal holds {path}")
            except AssertionError as late:
                words = [process.last_words() for process in self.processes + [t.process for t in self.terminals]]
                raise AssertionError("\n".join([str(late), *words])) from None
        return target

    def close(self):
        for terminal in self.terminals:
            terminal.process.stop()
        for process in reversed(self.processes):
            process.stop()
        told = self.secrets_in_logs()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert not told, told

    def secrets_in_logs(self):
        """Which log has which secret: SECURITY.md says that none has any."""
        kept = [file for pattern in ("*.key", "control*.json") for file in self.folder.rglob(pattern)]
        assert any(file.name == "admin.key" for file in kept), "no secret is looked for"
        secrets = {rb"/[A-Za-z0-9_-]{156}/": "a delivery token"}
        for file in kept:
            for secret in re.findall(rb"[A-Za-z0-9_+/-]{32,}", file.read_bytes()):
                secrets[re.escape(secret)] = f"what is in {file.name}"
        logs = [self.router.log, *(terminal.process.log for terminal in self.terminals)]
        return [f"{log.name} has {name}" for log in logs for secret, name in secrets.items()
                if re.search(secret, log.read_bytes())]
