# What PostgreSQL's own image does with these settings, as far as the compose file asks for it.
set -eu
data=/var/lib/postgresql/18/docker
bin=/usr/local/pgsql/bin
as() { setpriv --reuid 999 --regid 999 --clear-groups "$@"; }
if [ ! -s "$data/PG_VERSION" ]; then
  as mkdir -p "$data"
  as "$bin/initdb" -D "$data" -U "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" -A scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-instructions
  echo 'host all all all scram-sha-256' >> "$data/pg_hba.conf"
  echo "CREATE DATABASE \"$POSTGRES_DB\";" | as "$bin/postgres" --single -D "$data" postgres
fi
exec setpriv --reuid 999 --regid 999 --clear-groups "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp
