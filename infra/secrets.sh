#!/bin/sh
# Makes the secret files that docker-compose.yml names, once; what is there is left as it is.
#
#   infra/secrets.sh [FOLDER]      var/secrets by default, which git ignores
#
# The folder is what keeps them secret: nobody but its owner (0700) gets through it. The files
# themselves may be read, because compose mounts them one by one, with the modes they have here,
# for users of the containers who are not the owner.
set -eu

folder=${1:-$(dirname "$0")/../var/secrets}
umask 077
mkdir -p "$folder"
chmod 0700 "$folder"
cd "$folder"

# Written aside and linked: never half a secret, never one in place of another.
keep() {
    if [ -e "$1" ]; then return; fi
    cat >".$1.$$"
    chmod 0444 ".$1.$$"
    ln ".$1.$$" "$1"
    rm ".$1.$$"
    echo "made $1" >&2
}

password() {
    head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'
}

head -c 32 /dev/urandom | keep pepper
password | keep signer
for name in admin intake scoring registry; do
    password | keep "database-$name"
done
