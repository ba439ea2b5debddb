#!/bin/sh
# A log's checkpoint and first entries judged by plain OpenSSL: what an auditor can type.
#
#   infra/judges/openssl.sh FOLDER VKEY_FILE
#
# It checks the key's id, the log's own signature, and that the first 16 entries have the leaf
# hashes that the first tile holds. Prints one line: "ok …", or why not (exit status 1).
set -eu

folder=$1 vkey=$(cat "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refuse() {
    echo "refused: $*"
    exit 1
}

sha256() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# vkey: name+id+base64; base64 may hold a plus as well.
name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}
printf '%s' "${rest#*+}" | openssl base64 -d -A >"$work/key"
[ "$(head -c 1 "$work/key" | hex)" = 01 ] || refuse "no Ed25519 key"
[ "$( (printf '%s\n' "$name"; cat "$work/key") | sha256 | head -c 4 | hex)" = "$id" ] ||
    refuse "the key has another id"
(printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 "$work/key") >"$work/der"

# The text ends at the first empty line, which is not part of it.
checkpoint=$folder/checkpoint
sed '/^$/,$d' "$checkpoint" >"$work/text"
line=$(grep -F -e "— $name " "$checkpoint" | head -n 1) || refuse "no line of $name"
printf '%s' "${line##* }" | openssl base64 -d -A >"$work/line"
[ "$(head -c 4 "$work/line" | hex)" = "$id" ] || refuse "a line of another key"
tail -c +5 "$work/line" >"$work/signature"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/der" -rawin -in "$work/text" \
    -sigfile "$work/signature" >/dev/null 2>&1 || refuse "not the signature of $name"

size=$(sed -n 2p "$work/text")
case $size in '' | *[!0-9]*) refuse "no size" ;; esac
part=
[ "$size" -ge 256 ] || part=.p/$size
count=$((size < 16 ? size : 16))
at=1 index=0
while [ $index -lt $count ]; do
    high=$(tail -c +$at "$folder/tile/entries/000$part" | head -c 2 | hex)
    [ ${#high} = 4 ] || refuse "entry $index is cut off"
    length=$((0x$high))
    tail -c +$((at + 2)) "$folder/tile/entries/000$part" | head -c $length >"$work/entry"
    [ "$(wc -c <"$work/entry")" -eq $length ] || refuse "entry $index is cut off"
    due=$(tail -c +$((index * 32 + 1)) "$folder/tile/0/000$part" | head -c 32 | hex)
    [ "$( (printf '\000'; cat "$work/entry") | sha256 | hex)" = "$due" ] ||
        refuse "entry $index has another hash than the tile"
    at=$((at + 2 + length)) index=$((index + 1))
done
echo "ok: entries $count"
