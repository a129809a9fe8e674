#!/bin/sh
# Une sauvegarde complète, à laquelle s'ajoutent ensuite les journaux archivés (deploy/postgres/restaurer.sh).
# docker compose exec -T --user postgres postgres /exploitation/sauvegarder.sh
set -eu
name=$(date -u +%Y%m%dT%H%M%SZ)
pg_basebackup --username postgres --pgdata "/archives/bases/$name.part" \
  --format tar --gzip --checkpoint fast --wal-method fetch --no-password
mv "/archives/bases/$name.part" "/archives/bases/$name"
psql --username postgres --quiet --tuples-only --command "SELECT pg_switch_wal()" >/dev/null
echo "$name"
