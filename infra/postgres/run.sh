#!/bin/sh
# Runs PostgreSQL (15 or newer) in the foreground, for development and tests.
#
#   infra/postgres/run.sh FOLDER PORT [postgres options]
#
# FOLDER/data holds its data; an existing one is continued. It listens on 127.0.0.1 only: whoever
# works on this machine is its administrator (postgres, no password); every other role needs its
# password. PostgreSQL refuses to run as root: as root it runs as `postgres`, who must be able to
# enter FOLDER. As root on Debian a missing server is installed; elsewhere it says what to install.
set -eu

folder=${1:?folder} port=${2:?port}
shift 2

fail() {
    echo "postgres: $*" >&2
    exit 1
}

# The newest of Debian's side-by-side versions, or what the path offers.
find_server() {
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
        bin=$(dirname "$(command -v initdb 2>/dev/null)") && [ -x "$bin/postgres" ]
    fi
}

install_server() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        fail "install PostgreSQL 15 or newer (initdb and postgres)"
    fi
    apt-get update -q >&2
    export DEBIAN_FRONTEND=noninteractive
    # Asked before the server comes: no cluster of the system's own, started at once on 5432.
    apt-get install -y -q --no-install-recommends postgresql-common >&2
    if ! grep -q '^create_main_cluster *= *false' /etc/postgresql-common/createcluster.conf; then
        echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
    fi
    apt-get install -y -q --no-install-recommends postgresql >&2
}

# Two first starts at once take turns; the second finds the server installed.
if ! find_server; then
    exec 9>"${TMPDIR:-/tmp}/lingpao-postgres.lock"
    flock 9
    find_server || install_server
    find_server || fail "no initdb after installing"
    exec 9>&-
fi
version=$("$bin/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
[ "$version" -ge 15 ] || fail "version $version is too old: 15 or newer is needed"

mkdir -p "$folder/data"
data=$(cd "$folder/data" && pwd)
chmod 0700 "$data"
as=
if [ "$(id -u)" = 0 ]; then
    chown postgres: "$data"
    # Not runuser: setpriv becomes the server, so that its process id is ours.
    as="setpriv --reuid=postgres --regid=postgres --init-groups"
    $as test -w "$data" || fail "user postgres may not enter $data: name another folder"
fi

cd "$data"
export HOME="$data" LC_ALL=C
if [ ! -f "$data/PG_VERSION" ]; then
    $as "$bin/initdb" --pgdata="$data" --username=postgres --encoding=UTF8 --locale=C \
        --auth-local=reject --auth-host=scram-sha-256 --no-instructions >&2
    cat >"$data/pg_hba.conf" <<'P'
host all postgres 127.0.0.1/32 trust
host all all      127.0.0.1/32 scram-sha-256
P
fi
# Only TCP: a socket's path may be no longer than 107 characters.
exec $as "$bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= "$@"
