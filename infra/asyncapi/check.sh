#!/bin/sh
# Checks an AsyncAPI document with AsyncAPI's own parser: its JSON Schema of the version, its
# rules and every reference. Prints what it finds as a JSON array; exits 0 when nothing is wrong.
#
#   infra/asyncapi/check.sh FILE
#
# The parser comes from npm by package-lock.json, once, into var/asyncapi-parser. As root on Debian
# a missing Node.js is installed; elsewhere it says what to install.
set -eu

file=${1:?file}
here=$(cd "$(dirname "$0")" && pwd)
parser=$here/../../var/asyncapi-parser

need() {
    if command -v "$1" >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >&2
    else
        echo "asyncapi: install $2" >&2
        exit 1
    fi
}

# Node brings its own list of authorities; the system's knows this network's as well.
system=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -f $system ]; then
    export NODE_EXTRA_CA_CERTS=$system
fi

need node nodejs
mkdir -p "$(dirname "$parser")"
# Two starts at once take turns; the second finds the parser.
exec 9>"$parser.lock"
flock 9
if [ ! -f "$parser/complete" ] || ! cmp -s "$here/package-lock.json" "$parser/complete"; then
    need npm npm
    rm -rf "$parser"
    mkdir "$parser"
    cp "$here/package.json" "$here/package-lock.json" "$parser"
    npm ci --prefix "$parser" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    cp "$here/package-lock.json" "$parser/complete"
fi
exec 9>&-

exec node "$here/check.cjs" "$parser" "$file"
