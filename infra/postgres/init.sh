#!/bin/sh
# Makes a role and a database for each service, and lets no service into another's. The server's
# image runs it once, when its volume is empty; it may be run again, for example after a password
# file was changed:
#
#   docker compose exec postgres /docker-entrypoint-initdb.d/10-services.sh
#
# SECRETS names the folder of the password files. Elsewhere than in the image, psql's own PGHOST,
# PGPORT and PGUSER say where the administrator works.
set -eu

secrets=${SECRETS:-/run/secrets}
export PGUSER="${PGUSER:-${POSTGRES_USER:-postgres}}"

as_administrator() {
    psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname=postgres "$@"
}

for service in intake scoring registry; do
    PASSWORD_FILE=$secrets/database-$service
    export PASSWORD_FILE
    [ -s "$PASSWORD_FILE" ] || { echo "no password in $PASSWORD_FILE" >&2; exit 1; }
    # psql reads the password itself: an argument would show in the list of processes.
    as_administrator --set=name="lingpao_$service" <<'SQL'
\set password `cat "$PASSWORD_FILE"`
SELECT format('CREATE ROLE %I', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
as_administrator --command='REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
