#!/bin/sh
# Remet un serveur vide dans l'état d'une sauvegarde, puis rejoue les journaux archivés.
#   restaurer.sh SAUVEGARDE             jusqu'au dernier journal archivé
#   restaurer.sh SAUVEGARDE INSTANT     jusqu'à cet instant (« 2026-11-24 08:00:00+01 »)
# docker compose run --rm --no-deps --user postgres --entrypoint /exploitation/restaurer.sh postgres …
set -eu
archives=${ARCHIVES:-/archives} instant=${2:-}
backup=$archives/bases/$1
data=${PGDATA:-/var/lib/postgresql/data}
[ -f "$backup/base.tar.gz" ] || { echo "Aucune sauvegarde $1 : $(ls "$archives/bases")" >&2; exit 1; }
if [ -n "$(ls -A "$data" 2>/dev/null)" ]; then
  echo "$data n'est pas vide : la restauration ne touche pas à des données existantes." >&2
  exit 1
fi
tar --extract --gzip --file "$backup/base.tar.gz" --directory "$data"
mkdir -p "$data/pg_wal"
tar --extract --gzip --file "$backup/pg_wal.tar.gz" --directory "$data/pg_wal" 2>/dev/null || true
{
  echo "restore_command = '$(cd "$(dirname "$0")" && pwd)/desarchiver.sh $archives/wal/%f %p'"
  echo "recovery_target_action = 'promote'"
  [ -z "$instant" ] || echo "recovery_target_time = '$instant'"
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
chmod 700 "$data"
echo "Prêt : au démarrage, PostgreSQL rejoue les journaux archivés${instant:+ jusqu'au $instant}."
