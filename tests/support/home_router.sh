#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# home_router.sh natpmp|upnp PORT PROGRAM…: a home network, its router with the real miniupnpd, and
# the internet, each a network namespace. Runs PROGRAM at home until it has said that it is mapped,
# fetches from outside through the router, closes the program's standard input, and shows the
# router's rules before and after. Run it in a namespace of its own: unshare -n.
set -eu
method=$1
port=$2
shift 2
here=$(dirname "$0")
folder=$(mktemp -d)
started=
trap 'kill $started 2>/dev/null || true; rm -rf "$folder"' EXIT

unshare -n sleep 120 &
router=$!
unshare -n sleep 120 &
outside=$!
started="$router $outside"
own=$(readlink /proc/$$/ns/net)
for process in $router $outside; do
    while [ "$(readlink "/proc/$process/ns/net")" = "$own" ]; do :; done
done
at_router="nsenter -t $router -n"
at_outside="nsenter -t $outside -n"

ip link set lo up
ip link add home type veth peer name lan netns $router
ip address add 192.168.77.2/24 dev home
ip link set home up
$at_router ip address add 192.168.77.1/24 dev lan
$at_router ip link set lan up
$at_router ip link add wan type veth peer name net netns $outside
$at_router ip address add 11.22.33.44/24 dev wan
$at_router ip link set wan up
$at_outside ip address add 11.22.33.1/24 dev net
$at_outside ip link set net up
ip route add default via 192.168.77.1
$at_router sysctl -q -w net.ipv4.ip_forward=1
$at_router nft -f "$here/home_router.nft"
switch() { [ "$method" = "$1" ] && echo yes || echo no; }
{
    cat "$here/home_router.miniupnpd"
    echo "enable_natpmp=$(switch natpmp)"
    echo "enable_upnp=$(switch upnp)"
} >"$folder/settings"
$at_router miniupnpd -d -f "$folder/settings" -P "$folder/pid" >"$folder/log" 2>&1 &
started="$started $!"

await() { # until the file $2 holds the words $1, for 20 s
    tries=200
    until grep -q "$1" "$2" 2>/dev/null; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || { cat "$2" "$folder/log"; exit 1; }
        sleep 0.1
    done
}
await "listening on\|HTTP listening\|Listening for" "$folder/log"
mkfifo "$folder/input"
"$@" <"$folder/input" >"$folder/said" &
program=$!
exec 3>"$folder/input"
await "passes port" "$folder/said"
cat "$folder/said"
$at_router nft list chain inet filter prerouting_miniupnpd
echo "outside: $($at_outside timeout 5 bash -c "exec 4<>/dev/tcp/11.22.33.44/$port; cat <&4")"
exec 3>&-
wait $program
echo "afterwards:"
$at_router nft list chain inet filter prerouting_miniupnpd
