#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program as on a desktop: an X server of its own with a window manager, and a session bus. Its exit code is
the program's. Everything ends with it.

usage: on_screen.py PROGRAM [ARGUMENTS…]
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds, for a server to come up


def started_server(words, **more):
    return subprocess.Popen(words, stderr=subprocess.DEVNULL, **more)


def screen():
    """An X server on the first free display; its process and the display's name."""
    reading, writing = os.pipe()
    server = started_server(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return server, ":" + answer.readline().strip()


def session_bus():
    bus = started_server(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True)
    return bus, bus.stdout.readline().strip()


def window_manager(folder, environment):
    sign = folder / "managed"
    manager = started_server(
        ["openbox", "--startup", f"touch {sign}"], env=environment, stdout=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while not sign.exists():
        if manager.poll() is not None or time.monotonic() > end:
            sys.exit("on_screen: the window manager did not start")
        time.sleep(0.02)
    return manager


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    servers = []
    with tempfile.TemporaryDirectory(prefix="meson-screen-") as name:
        folder = pathlib.Path(name)
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith(("XDG_", "WAYLAND_", "DESKTOP_"))}
        environment |= {"HOME": name, "XDG_RUNTIME_DIR": name, "QT_QPA_PLATFORM": "xcb", "NO_AT_BRIDGE": "1"}
        try:
            server, environment["DISPLAY"] = screen()
            servers.append(server)
            bus, environment["DBUS_SESSION_BUS_ADDRESS"] = session_bus()
            servers.append(bus)
            servers.append(window_manager(folder, environment))
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            for server in reversed(servers):
                server.terminate()
                server.wait(PATIENCE)


if __name__ == "__main__":
    sys.exit(main())
