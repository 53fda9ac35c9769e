#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A Terminal, written from PROTOCOL.md alone with sh, curl, openssl and a little python3 (to serve clients and to pick
# fields out of JSON). Checks a Router:  terminal.sh ROUTER_URL [SECONDS_OF_HEARTBEATS]
# Heartbeats end earlier when every kind of order has come: it caches, is checked, opens a leaf, is paid, and deletes.
# The certificate of a Router over https is checked by the file that CURL_CA_BUNDLE names, if it is set.
# TERMINAL_ADDRESS is the address that the Router reaches this computer at (127.0.0.1 if not set: a demo network).
# Prints one line per check; the exit status is 0 if all passed.
set -eu

[ $# -ge 1 ] || { echo "usage: $0 ROUTER_URL [SECONDS_OF_HEARTBEATS]" >&2; exit 2; }
router=${1%/} seconds=${2:-5} address=${TERMINAL_ADDRESS:-127.0.0.1}
here=$(dirname "$0") work=$(mktemp -d) listener='' failed=0
mkdir "$work/objects" "$work/receipts"
trap '[ -z "$listener" ] || kill "$listener"; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# --- identity and signatures (section 2)

key=$work/node.pem
openssl genpkey -algorithm ed25519 -out "$key"
public() { openssl pkey -in "$key" -pubout -outform DER | tail -c 32; }
url64() { base64 -w0 | tr '+/' '-_' | tr -d =; }
node_hex=$(public | openssl dgst -sha256 -r | cut -c1-64)
id=$(public | openssl dgst -sha256 -binary | base32 -w0 | tr -d = | tr '[:upper:]' '[:lower:]')

fresh_nonce() { openssl rand 16 | url64; }
router_time() { echo $(($(date +%s) + offset)); }

# request METHOD TARGET BODY: sets $status, the answer is in $work/answer. $created, $nonce, $key_id and $digest replace
# what they are named after when they are set.
request() {
    set -- "$1" "$2" "$3" "${created:-$(router_time)}" "${nonce:-$(fresh_nonce)}" "${key_id:-$id}"
    components='"@method" "@path" "@query"' content_digest=
    if [ -n "$3" ]; then
        components="$components \"content-digest\""
        content_digest=${digest:-"sha-256=:$(printf %s "$3" | openssl dgst -sha256 -binary | base64 -w0):"}
    fi
    parameters="($components);created=$4;nonce=\"$5\";keyid=\"$6\";alg=\"ed25519\""
    {
        printf '"@method": %s\n"@path": %s\n"@query": ?\n' "$1" "$2"
        [ -z "$3" ] || printf '"content-digest": %s\n' "$content_digest"
        printf '"@signature-params": %s' "$parameters"
    } > "$work/base"
    signature=$(openssl pkeyutl -sign -inkey "$key" -rawin -in "$work/base" | base64 -w0)
    set -- "$@" -X "$1" -H "Signature-Input: meson=$parameters" -H "Signature: meson=:$signature:"
    if [ -n "$3" ]; then
        printf %s "$3" > "$work/body"
        set -- "$@" --data-binary "@$work/body" -H 'Content-Type: application/json' -H "Content-Digest: $content_digest"
    fi
    target=$2
    shift 6
    status=$(curl -sS --max-time 90 -o "$work/answer" -w '%{http_code}' "$@" "$router$target") || status=000
}

# pick EXPRESSION: a value out of the JSON answer, as Python says it ("a['nodeId']").
pick() {
    python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$work/answer" "$1" \
        2> /dev/null || true
}

check() { # check WHAT GOT WANTED
    if [ "$2" = "$3" ]; then
        echo "ok      $1"
    else
        echo "FAILED  $1: got '$2', wanted '$3'"
        sed 's/^/        /; 5q' "$work/answer" 2> /dev/null || true
        failed=1
    fi
}
refused() { # refused WHAT STATUS TYPE
    check "$1" "$status $(pick "a['type']")" "$2 /problems/$3"
}

# --- index (section 6): the files in $work/objects are named by their content ids; beside each stands its order, .json

sequence=0
index_digest() {
    total=$(printf '0 %.0s' $(seq 32))
    for object in "$work/objects"/*; do
        [ -e "$object.json" ] || continue
        hash=$(basename "$object" | tr -d '\n' | python3 -c 'import sys
sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' | openssl dgst -sha256 -r | cut -c1-64)
        next=
        for byte in $total; do
            next="$next $((byte ^ 0x$(printf %.2s "$hash")))"
            hash=${hash#??}
        done
        total=$next
    done
    # shellcheck disable=SC2086
    printf '%02x' $total
}
entries() {
    for object in "$work/objects"/*; do
        [ -e "$object.json" ] || continue
        printf '%s%s' "${comma-}" "$(entry "$(basename "$object")")"
        comma=,
    done
    unset comma
}
entry() { # entry OBJECT
    printf '{"id":"%s","length":%s}' "$1" "$(wc -c < "$work/objects/$1")"
}
send_index() {
    request POST "/v1/terminals/$id/index" \
        "{\"full\":true,\"sequence\":$sequence,\"digest\":\"$(index_digest)\",\"added\":[$(entries)]}"
}

# --- commands (sections 5 and 7)

acknowledgements=
acknowledge() { # acknowledge ID STATUS [REASON [ANSWERS]]
    acknowledgements="$acknowledgements${acknowledgements:+,}{\"command\":$1,\"status\":\"$2\",\"reason\":\"${3-}\",\"answers\":[${4-}]}"
}
leaf() { # leaf OBJECT INDEX
    dd if="$work/objects/$1" bs=16384 skip="$2" count=1 2> /dev/null
}

orders= # the kinds of order that were carried out
did() { # did KIND WHAT
    case " $orders " in *" $1 "*) return 0 ;; esac
    orders="$orders $1"
    echo "ok      $2"
}
did_all() {
    for kind in cache spot-check open-leaf receipts delete send-index; do
        case " $orders " in *" $kind "*) ;; *) return 1 ;; esac
    done
}

cache() { # cache ID OBJECT SHA256 LENGTH SOURCE
    if curl -sS --max-time 60 -o "$work/incoming" "$5" && [ "$(wc -c < "$work/incoming")" = "$4" ] &&
        [ "$(openssl dgst -sha256 -r "$work/incoming" | cut -c1-64)" = "$3" ]; then
        [ -e "$work/objects/$2" ] || sequence=$((sequence + 1))
        mv "$work/incoming" "$work/objects/$2"
        mv "$work/order-$1.json" "$work/objects/$2.json"
        acknowledge "$1" 'done'
        did cache "caches what it is ordered to"
    else
        acknowledge "$1" failed source-failed
        check "an order's source has what it says" failed 'done'
    fi
}
delete() { # delete ID OBJECT
    acknowledge "$1" 'done'
    [ -e "$work/objects/$2" ] || return 0
    sequence=$((sequence + 1))
    rm -f "$work/objects/$2" "$work/objects/$2.json"
    did delete "deletes what it is ordered to"
}
spot_check() { # spot_check ID OBJECT NONCE_HEX LEAVES
    tags=
    [ -e "$work/objects/$2" ] || { acknowledge "$1" failed not-stored; return; }
    for index in $4; do
        tag=$(leaf "$2" "$index" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$3$node_hex" -binary | url64)
        tags="$tags${tags:+,}\"$tag\""
    done
    acknowledge "$1" 'done' "" "$tags"
    did spot-check "answers a spot check"
}
open_leaf() { # open_leaf ID OBJECT LEAF
    [ -e "$work/objects/$2" ] || { acknowledge "$1" failed not-stored; return; }
    acknowledge "$1" 'done' "" "\"$(leaf "$2" "$3" | url64)\""
    did open-leaf "opens a leaf"
}

# One line per command, "type id arguments…", fields without spaces. What is to be cached is described in a file.
list_commands() {
    python3 - "$work/answer" "$work" << 'PYTHON'
import base64, json, sys
for c in json.load(open(sys.argv[1])).get("commands", []):
    b = c.get("body", {})
    if c["type"] == "cache":
        json.dump(b, open(f"{sys.argv[2]}/order-{c['id']}.json", "w"))
    rest = {
        "cache": lambda: [b["id"], b["sha256"], b["length"], b["sources"][0]],
        "delete": lambda: [b["id"]],
        "spot-check": lambda: [b["id"], base64.urlsafe_b64decode(b["nonce"] + "=").hex(), *b["leaves"]],
        "open-leaf": lambda: [b["id"], b["leaf"]],
    }.get(c["type"], lambda: [])()
    print(c["type"], c["id"], *rest)
PYTHON
}
run_commands() {
    list_commands > "$work/commands"
    while read -r type command object rest; do
        # shellcheck disable=SC2086
        case $type in
        cache) cache "$command" "$object" $rest ;;
        delete) delete "$command" "$object" ;;
        spot-check) spot_check "$command" "$object" "${rest%% *}" "${rest#* }" ;;
        open-leaf) open_leaf "$command" "$object" "$rest" ;;
        policy)
            acknowledge "$command" 'done'
            did policy "keeps to the Router's policy"
            ;;
        send-index)
            send_index
            acknowledge "$command" 'done'
            case $status in
            000) ;; # the Router asks again
            200) did send-index "the Router takes the index that it asked for" ;;
            *) check "the Router takes the index that it asked for" "$status" 200 ;;
            esac
            ;;
        *) acknowledge "$command" refused unknown-command ;;
        esac
    done < "$work/commands"
}

beats=0 notice=0 repeated=
heartbeat() { # heartbeat WAIT_SECONDS
    beats=$((beats + 1))
    request POST "/v1/terminals/$id/heartbeat" "{\"sequence\":$beats,\"state\":\"serving\",\
\"indexSequence\":$sequence,\"indexDigest\":\"$(index_digest)\",\"available\":1000000000,\"used\":0,\
\"acknowledgements\":[$acknowledgements],\"waitSeconds\":$1,\"notice\":$notice}"
    [ "$status" = 200 ] || return 0
    acknowledgements=
    [ -n "$(pick "''.join(a.get('notices', []))")" ] || return 0
    [ "$(pick "a['notice']")" -gt "$notice" ] || repeated=yes
    notice=$(pick "a['notice']")
}

# --- receipts (section 9)

batch=0 batched=
send_receipts() { # those of one batch until they are answered: the Router knows a batch that comes again
    if [ -z "$batched" ]; then
        batched=$(find "$work/receipts" -name '*.json')
        [ -n "$batched" ] || return 0
        batch=$((batch + 1))
    fi
    # shellcheck disable=SC2086
    set -- $batched
    request POST "/v1/terminals/$id/receipts" "{\"batch\":$batch,\"receipts\":[$(cat "$@" | paste -sd ,)]}"
    [ "$status" != 000 ] || return 0
    batched=
    if [ "$status $(pick "a['accepted'], a['refused']")" = "200 ($#, [])" ]; then
        rm -f "$@"
        [ "$(pick "a['creditedBytes']")" = 0 ] || did receipts "is credited for its receipts" # not for Router's own checks
    else
        check "takes the receipts" "$status $(pick "a['accepted'], a['refused']")" "200 ($#, [])"
    fi
}

# --- the session

status=$(curl -sS --max-time 10 -o "$work/answer" -w '%{http_code}' "$router/v1/network") || status=000
check "the network introduces itself" "$status $(pick "a['version']")" "200 1"
[ "$status" = 200 ] || exit 1
offset=$(($(pick "a['routerTime']") - $(date +%s)))

# A certificate (section 4), before the first registration.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/tls.key" 2> /dev/null
certificate_request() { # certificate_request KEY
    printf '{"publicKey":"%s","request":"%s"}' "$(public | url64)" \
        "$(openssl req -new -key "$1" -subj / -outform DER | url64)"
}
tls=false
case $router in
https:*)
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$work/rsa.key" 2> /dev/null
    request POST /v1/certificates "$(certificate_request "$work/rsa.key")"
    refused "a key that is not for a certificate is refused" 422 request-refused
    request POST /v1/certificates "$(certificate_request "$work/tls.key")"
    check "certifies" "$status" 200
    python3 - "$work/answer" "$work/tls.pem" << 'PYTHON'
import base64, json, ssl, sys
chain = json.load(open(sys.argv[1]))["chain"]
with open(sys.argv[2], "w", encoding="ascii") as file:
    for der in chain:
        file.write(ssl.DER_cert_to_PEM_cert(base64.urlsafe_b64decode(der + "=" * (-len(der) % 4))))
PYTHON
    check "for this node" "$(openssl x509 -in "$work/tls.pem" -noout -ext subjectAltName |
        grep -c "$(pick "a['nodeName']")")" 1
    check "and its key" "$(openssl x509 -in "$work/tls.pem" -pubkey -noout | openssl dgst -r)" \
        "$(openssl pkey -in "$work/tls.key" -pubout | openssl dgst -r)"
    tls=true
    ;;
*)
    request POST /v1/certificates "$(certificate_request "$work/tls.key")"
    refused "a network over http has no certificates" 404 not-found
    ;;
esac

if $tls; then set -- "$work/tls.pem" "$work/tls.key"; else set --; fi
python3 "$here/data_side.py" "$key" "$address" "$work" "$@" &
listener=$!
tries=0
until [ -e "$work/port" ] || [ $tries -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
port=$(cat "$work/port")
registration="{\"publicKey\":\"$(public | url64)\",\"addresses\":[\"$address\"],\"port\":$port,\"tls\":$tls,\"name\":\"conformance\",\
\"software\":\"terminal.sh/1\",\"later\":\"ignored\"}"

request GET "/v1/terminals/$id/earnings" ''
refused "an unknown key is refused" 401 unknown-key
request POST /v1/terminals "$(printf %s "$registration" | sed "s/\"port\":$port/\"port\":9/")"
refused "a Terminal that cannot be reached is refused" 422 not-reachable
request POST /v1/terminals "$registration"
check "registers after the probe" "$status $(pick "a['nodeId']")" "200 $id"
cp "$work/answer" "$work/registered.new"
mv "$work/registered.new" "$work/registered"
check "the token key has 32 bytes" "$(pick "len(a['tokenKey'])")" 43

request PUT "/v1/terminals/$id/hardware" \
    '{"cores":2,"memory":4294967296,"volumes":[{"quota":1000000000,"free":5000000000}]}'
check "takes the hardware" "$status" 200
request POST "/v1/terminals/$id/self-check" '{"checked":0,"damaged":0,"recovered":0,"durationMilliseconds":0}'
check "takes a self-check report" "$status" 200
send_index
check "takes an empty index" "$status" 200
request POST "/v1/terminals/$id/index" \
    "{\"full\":false,\"from\":7,\"sequence\":8,\"digest\":\"$(index_digest)\"}"
refused "a gap in the index is noticed" 409 index-gap

# Two objects as an earlier session left them: listed, proposed (section 5), and gone.
one=$(printf 'a1%.0s' $(seq 32)) other=$(printf 'b2%.0s' $(seq 32))
invent() { # invent OBJECT
    printf x > "$work/objects/$1"
    echo '{}' > "$work/objects/$1.json"
}
invent "$one"
sequence=1
request POST "/v1/terminals/$id/index" "{\"full\":false,\"from\":0,\"sequence\":1,\
\"digest\":\"$(index_digest)\",\"added\":[$(entry "$one")]}"
check "takes a change of the index" "$status" 200
invent "$other"
sequence=2
part() { # part FROM ADDED LAST
    request POST "/v1/terminals/$id/index" "{\"full\":true,\"from\":$1,\"sequence\":2,\
\"digest\":\"$(index_digest)\",\"added\":[$2],\"last\":$3}"
}
part 0 "$(entry "$one")" false
check "takes a part of the list" "$status" 200
part 5 "$(entry "$other")" true
refused "a missing part is noticed" 409 index-gap
part 1 "$(entry "$other")" true
check "takes the list when all parts are there" "$status" 200
request POST "/v1/terminals/$id/evictions" "{\"ids\":[\"$one\",\"$other\"]}"
check "confirms what nobody asks for" "$status $(pick "a['confirmed'], a['keep'], a['graceSeconds'] <= 3600")" \
    "200 (['$one', '$other'], [], True)"
rm "$work/objects/$one"* "$work/objects/$other"*
sequence=4
request POST "/v1/terminals/$id/index" "{\"full\":false,\"from\":2,\"sequence\":4,\"digest\":\"$(index_digest)\",\
\"removed\":[{\"id\":\"$one\",\"reason\":\"evicted\"},{\"id\":\"$other\",\"reason\":\"evicted\"}]}"
check "takes what was evicted" "$status" 200
request POST "/v1/terminals/$id/evictions" '{"ids":[]}'
check "judges an eviction" "$status $(pick "a['confirmed'] + a['keep']")" "200 []"
request GET "/v1/terminals/$id/earnings" ''
check "tells the earnings" "$status $(pick "a['balance']")" "200 0"

heartbeat 0
check "answers a heartbeat at once" "$status" 200
run_commands
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ] && ! did_all; do
    heartbeat 2
    case $status in
    000) sleep 1 ;; # a Router that is started again
    200)
        run_commands
        send_receipts
        ;;
    *) break ;;
    esac
done
heartbeat 0 # with the last acknowledgements
check "holds heartbeats and gives commands" "$status" 200
check "no notice comes again that was taken" "$repeated" ""

state="/v1/terminals/$id/state" pause='{"change":"pause","reason":"owner"}'
nonce=$(fresh_nonce) created=$(router_time)
request POST "$state" "$pause"
check "pauses" "$status" 200
request POST "$state" "$pause"
refused "a replayed request is refused" 401 replayed
unset nonce
created=$(($(router_time) - 400))
request POST "$state" "$pause"
refused "a wrong clock is refused" 401 clock-skew
unset created
digest="sha-256=:$(printf x | openssl dgst -sha256 -binary | base64 -w0):"
request POST "$state" "$pause"
refused "a wrong digest is refused" 401 wrong-digest
unset digest
case $id in a*) other=b${id#?} ;; *) other=a${id#?} ;; esac
request POST "/v1/terminals/$other/state" "$pause"
refused "another node's path is refused" 403 wrong-node
request POST "$state" '{"change":"sing"}'
refused "a message with a wrong field is refused" 400 bad-message
check "and the field is named" "$(pick "a['detail']")" change
request POST "$state" '{"change":"leave"}'
check "leaves" "$status" 200
exit $failed
