#!/bin/sh
# Une sauvegarde complète, à laquelle s'ajoutent ensuite les journaux archivés (deploy/postgres/restaurer.sh).
# Les SAUVEGARDES_GARDEES plus récentes restent ; le reste est détruit, et les journaux d'avant la plus ancienne.
# docker compose exec -T --user postgres postgres /exploitation/sauvegarder.sh
set -eu
archives=${ARCHIVES:-/archives} gardees=${SAUVEGARDES_GARDEES:-7}
mesure=$archives/mesures/sauvegarde.prom
[ "$gardees" -ge 1 ] || { echo "SAUVEGARDES_GARDEES=$gardees : il en faut au moins une." >&2; exit 1; }
mkdir -p "$archives/mesures"
exec 9>"$archives/bases/.verrou"
flock --nonblock 9 || { echo "Une sauvegarde est déjà en cours." >&2; exit 1; }

# Ce que Prometheus relève : la fin de la dernière réussie, celle du dernier échec (docs/exploitation/mesures.md).
mesurer() {
  { grep --invert-match "^postgres_backup_$1" "$mesure" 2>/dev/null || true
    echo "postgres_backup_$1 $2"; } >"$mesure.part"
  chmod 644 "$mesure.part"
  mv "$mesure.part" "$mesure"
}
trap '[ $? = 0 ] || mesurer last_failure_timestamp_seconds "$(date +%s)"' EXIT

rm -rf "$archives"/bases/*.part
# Deux sauvegardes de la même seconde auraient le même nom, et la seconde se rangerait dans la première.
while name=$(date -u +%Y%m%dT%H%M%SZ); [ -e "$archives/bases/$name" ]; do sleep 0.2; done
pg_basebackup --username postgres --pgdata "$archives/bases/$name.part" \
  --format tar --gzip --checkpoint fast --wal-method fetch --no-password
mv "$archives/bases/$name.part" "$archives/bases/$name"
sync "$archives/bases"
psql --username postgres --quiet --tuples-only --command "SELECT pg_switch_wal()" >/dev/null

ls -d "$archives"/bases/*Z | head --lines "-$gardees" | xargs --no-run-if-empty rm -r
ancienne=$(ls -d "$archives"/bases/*Z | head --lines 1)
premier=$(tar --extract --gzip --occurrence=1 --to-stdout --file "$ancienne/base.tar.gz" backup_label |
  sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]\{24\}\))$/\1/p')
pg_archivecleanup -x .gz "$archives/wal" "$premier"

mesurer last_success_timestamp_seconds "$(date +%s)"
mesurer size_bytes "$(du --summarize --bytes "$archives/bases/$name" | cut --fields 1)"
echo "$name"
