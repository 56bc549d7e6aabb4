#!/bin/sh
# make-secrets.sh [directory]: makes the secrets that docker-compose.yml reads, each once; what is there stays.
# ALERTS_URL and WATCHDOG_URL are the webhooks that notices and the always-firing Watchdog go to.
set -eu
directory=${1:-$(dirname "$0")/../data/secrets}
umask 077
mkdir -p "$directory"
cd "$directory"
# Only who may enter the directory reaches them; in a container they are read by whoever it runs as.
umask 022

make() { [ -s "$1" ] || { cat > "$1.new" && mv "$1.new" "$1"; }; }
random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

for name in postgres-password session-secret valkey-password s3-secret-key grafana-password; do
  random 32 | make "$name"
done
random 10 | make s3-access-key
printf 'postgres://tallyscope:%s@postgres:5432/tallyscope' "$(cat postgres-password)" | make database-url
# Port 9 takes nothing: until the variables name a receiver, nobody is told.
printf '%s' "${ALERTS_URL:-http://127.0.0.1:9/alerts}" | make alerts-url
printf '%s' "${WATCHDOG_URL:-http://127.0.0.1:9/watchdog}" | make watchdog-url
