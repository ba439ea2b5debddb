#!/bin/sh
# Makes .venv hold exactly what a lock file says; quick when it already does.
#
#   infra/bootstrap.sh runtime    what the running system needs
#   infra/bootstrap.sh dev        that, the tests and the linters
#
# Needs Python 3.11 or newer with its venv module. As root on Debian or Ubuntu it installs a
# missing one itself; elsewhere it says what to install. PYTHON=… names another interpreter.
set -eu

cd "$(dirname "$0")/.."
want=${1:?runtime or dev}
venv=.venv
stamp=$venv/installed

say() { printf '%s\n' "bootstrap: $*" >&2; }

# What the environment was made from. Contents, not times: a checkout changes times at will. The
# place counts as well, since the scripts of an environment hold its path.
base() {
    pwd
    cksum <requirements/runtime.txt
}

# Of pyproject.toml only the part that installing reads: it stands before the tools' settings.
state() {
    base
    sed '/^\[tool\.pytest/,$d' pyproject.toml | cat - "requirements/$1.txt" | cksum
}

# What `dev` holds is a superset, at the same versions, of what `runtime` holds.
ready() {
    [ -x $venv/bin/python ] && [ -f $stamp ] || return 1
    for have in "$want" dev; do
        [ "$(cat $stamp)" != "$(state $have)" ] || return 0
    done
    return 1
}

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

with_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if usable "$candidate" && with_venv "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

if ready; then
    exit 0
fi

# Two makes at once take turns; the second finds the work done. The lock ends with the process.
if command -v flock >/dev/null 2>&1; then
    exec 9<pyproject.toml
    flock 9
    if ready; then
        exit 0
    fi
fi

if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing python3-venv"
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            python3-venv ca-certificates >&2
    fi
    if ! python=$(find_python); then
        say "Python 3.11 or newer with its venv module is needed."
        say "On Debian 12 or newer and Ubuntu 24.04 or newer: apt-get install python3-venv"
        say "Elsewhere install it as you like and name it: make PYTHON=/path/to/python3 …"
        exit 1
    fi
fi

# Adding the linters must not pull the ground from under a system that runs from here.
if [ ! -x $venv/bin/python ] || [ ! -f $stamp ] || [ "$(head -n 2 $stamp)" != "$(base)" ]; then
    say "making $venv with $("$python" --version)"
    rm -rf $venv
    "$python" -m venv $venv
fi
say "installing requirements/$want.txt"
# Every file fetched is checked against the lock; the second step fetches nothing.
$venv/bin/python -m pip --disable-pip-version-check install --quiet --no-deps \
    --require-hashes -r "requirements/$want.txt"
$venv/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-index \
    --no-build-isolation --editable .
$venv/bin/python -m pip --disable-pip-version-check check >&2
state "$want" >$stamp.new
mv $stamp.new $stamp
say "ready"
