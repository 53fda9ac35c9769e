#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a Terminal for the user who runs it, without root: program, settings and a service of
# the user's own that starts with the computer. --uninstall takes it all away again.
set -eu

usage() {
    cat <<'USAGE'
install.sh --router URL [--program FILE] [SETTING=VALUE …]
install.sh --uninstall --keep nothing|key|all

Installs meson-network into ~/.local/bin and runs "meson-network terminal" as a
service of your own (systemd --user). Run it again to update the program; the
settings of the first time stay unless they are named again.

  --router URL      the network to join; needed the first time
  --program FILE    the meson-network to install (default: the one beside this
                    script, or the one built in this source tree)
  SETTING=VALUE     any setting of "meson-network terminal --help", for example
                    upload-limit=50Mbit/s cache=/srv/meson=500GB
  --uninstall       stop and remove program, service and settings, and of the
                    rest what --keep does not name:
      --keep nothing  the node's key goes too: what it has earned and its good
                      name cannot be claimed again by another computer
      --keep key      the key and receipts stay, the cache is deleted
      --keep all      the key, receipts and cache stay
USAGE
}

fail() {
    echo "install.sh: $1" >&2
    exit "${2:-1}"
}

data=${XDG_DATA_HOME:-$HOME/.local/share}/meson
config=${XDG_CONFIG_HOME:-$HOME/.config}
settings=$config/meson/terminal.conf
unit=$config/systemd/user/meson-terminal.service
program=$HOME/.local/bin/meson-network

# Whether this user has a service manager that answers.
has_systemd() {
    command -v systemctl >/dev/null 2>&1 && systemctl --user show-environment >/dev/null 2>&1
}

# The values of a setting, one a line.
values_of() {
    [ -f "$settings" ] || return 0
    sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$settings"
}

# A path as the settings write it: "~/" stands for the home folder.
expanded() {
    # shellcheck disable=SC2088 # the tilde as it is written
    case $1 in
    "~/"*) echo "$HOME/${1#??}" ;;
    *) echo "$1" ;;
    esac
}

state_folder() {
    folder=$(values_of folder | tail -n 1)
    expanded "${folder:-$data/terminal}"
}

# --- install ---------------------------------------------------------------------------------------

find_program() {
    here=$(cd "$(dirname "$0")" && pwd)
    for candidate in "$here/meson-network" "$here"/../../build/release/bin/meson-network; do
        if [ -x "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    fail "there is no meson-network beside this script; name it with --program" 2
}

# Sets "$1 = $2" in the settings file, in place of lines of that name that this run did not write.
set_value() {
    case " $renewed " in
    *" $1 "*) ;;
    *)
        renewed="$renewed $1"
        (umask 077 && sed "/^[[:space:]]*$1[[:space:]]*=/d" "$settings" >"$settings.new")
        mv "$settings.new" "$settings"
        ;;
    esac
    printf '%s = %s\n' "$1" "$2" >>"$settings"
}

write_unit() {
    mkdir -p "$(dirname "$unit")"
    cat >"$unit.new" <<UNIT
[Unit]
Description=Meson Terminal: lends disk space and upload to a content-delivery network
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart="$program" terminal --settings "$settings"
Restart=on-failure
RestartSec=10
TimeoutStopSec=40
NoNewPrivileges=yes

[Install]
WantedBy=default.target
UNIT
    mv "$unit.new" "$unit"
}

start_service() {
    if ! has_systemd; then
        echo "There is no systemd for this user here, so nothing starts the Terminal by itself."
        echo "Start it with: $program terminal --settings $settings"
        return
    fi
    systemctl --user daemon-reload
    systemctl --user enable meson-terminal.service
    systemctl --user restart meson-terminal.service
    echo "The Terminal runs and starts with this computer; see it with: $program status"
    loginctl enable-linger "$(id -un)" >/dev/null 2>&1 ||
        echo "It stops while you are logged out. To change that: sudo loginctl enable-linger $(id -un)"
}

install_all() {
    [ -n "$source" ] || source=$(find_program)
    if [ ! -f "$source" ] || [ ! -x "$source" ]; then
        fail "$source is not a program" 2
    fi
    [ -n "$router" ] || [ -n "$(values_of router)" ] || fail "--router is needed" 2
    mkdir -p "$(dirname "$program")" "$(dirname "$settings")"
    cp "$source" "$program.new"
    chmod 755 "$program.new"
    mv "$program.new" "$program"
    [ -f "$settings" ] || (umask 077 && : >"$settings")
    renewed=
    [ -z "$router" ] || set_value router "$router"
    while [ $# -gt 0 ]; do
        set_value "${1%%=*}" "${1#*=}"
        shift
    done
    write_unit
    echo "Installed $program, $settings and $unit."
    start_service
}

# --- uninstall -------------------------------------------------------------------------------------

# Only what a cache consists of; a folder of the owner's own that it lies in stays.
delete_cache() {
    rm -rf "$1/blobs" "$1/incoming" "$1/.in-use" "$1/.lock"
    [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || echo "$1 holds other files too and stays."
}

delete_caches() {
    delete_cache "$1/cache"
    values_of cache | while IFS= read -r volume; do
        delete_cache "$(expanded "${volume%=*}")"
    done
    rm -f "$1"/index.sqlite*
}

delete_state() {
    rm -rf "$1/receipts" "$1/identity.pem" "$1/state.json" "$1/disk-speed.json" "$1/terminal.lock"
    [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || echo "$1 holds other files too and stays."
}

uninstall_all() {
    state=$(state_folder)
    if has_systemd; then
        systemctl --user disable --now meson-terminal.service 2>/dev/null || true
    fi
    [ ! -e "$state/control.json" ] || fail "the Terminal still runs; stop it first"
    [ "$keep" = all ] || delete_caches "$state"
    [ "$keep" != nothing ] || delete_state "$state"
    rm -f "$unit" "$settings" "$program"
    if has_systemd; then
        systemctl --user daemon-reload
    fi
    for folder in "$data" "$config/meson"; do
        [ ! -d "$folder" ] || rmdir "$folder" 2>/dev/null || true
    done
    case $keep in
    nothing) echo "Removed." ;;
    *) echo "Removed. What you keep is in $state." ;;
    esac
}

# --- arguments -------------------------------------------------------------------------------------

action=install
keep=
router=
source=
count=$#
while [ "$count" -gt 0 ]; do
    count=$((count - 1))
    argument=$1
    shift
    case $argument in
    --help | -h) usage && exit 0 ;;
    --uninstall) action=uninstall ;;
    --router | --program | --keep)
        [ "$count" -gt 0 ] || fail "$argument needs a value" 2
        case $argument in
        --router) router=$1 ;;
        --program) source=$1 ;;
        --keep) keep=$1 ;;
        esac
        count=$((count - 1))
        shift
        ;;
    -* | =*) fail "$argument: see --help" 2 ;;
    *=*) set -- "$@" "$argument" ;; # a setting, to be seen again at the end
    *) fail "$argument: see --help" 2 ;;
    esac
done

if [ "$action" = install ]; then
    install_all "$@"
    exit 0
fi
case $keep in
nothing | key | all) uninstall_all ;;
*) fail "--uninstall needs --keep nothing, --keep key or --keep all; see --help" 2 ;;
esac
