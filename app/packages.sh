# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# What the scripts install on Debian 12. Sourced by app/run and tests/run.

# To build, and to run the demo (ffmpeg makes its film).
meson_packages=(
    g++ cmake ninja-build ccache mold
    qt6-base-dev libqt6sql6-sqlite libboost1.81-dev libssl-dev libexpected-dev libgl-dev
    libminiupnpc-dev libnatpmp-dev
    ca-certificates ffmpeg
)
# For the desktop app, besides.
meson_app_packages=(
    qt6-charts-dev libqt6opengl6-dev libqt6svg6 qt6-tools-dev qt6-l10n-tools qt6-translations-l10n
    fonts-inter fonts-noto-cjk
)
# Only the tests use these: real servers, clients and browsers, and second opinions on our formats.
meson_test_packages=(
    nginx-light curl openssl python3 python3-libtorrent chromium chromium-driver libnss3-tools clang-format
    miniupnpd-nftables nftables iproute2 procps dbus systemd tzdata faketime
    desktop-file-utils appstream xvfb openbox trayer xdotool
    "${meson_app_packages[@]}"
)
# Only `tests/run --full` uses these.
meson_full_packages=(clang clang-tidy libclang-rt-14-dev libbenchmark-dev)

# install_missing <packages…>: installs those that are not there; says which. Needs root or sudo. Elsewhere than on
# Debian and its kin it installs nothing: the build then says what is missing.
install_missing() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "No apt-get here: install by this system's own means what these packages of Debian 12 hold:" >&2
        echo "  $*" >&2
        return
    fi
    for package in "$@"; do
        if ! dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        return
    fi
    echo "Installing with apt-get: ${missing[*]}" >&2
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages need root: run this as root, install sudo, or install them yourself." >&2
            return 1
        fi
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}
