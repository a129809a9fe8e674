#!/bin/sh
# archive_command de PostgreSQL : archiver.sh JOURNAL ARCHIVE ; le journal n'est « archivé » qu'une fois sur le disque.
# Une archive n'est jamais remplacée : la même est tenue pour faite, une autre est un refus (PostgreSQL réessaie et le dit).
set -eu
journal=$1 archive=$2
for faite in "$archive.gz" "$archive"; do
  [ -f "$faite" ] || continue
  gzip --decompress --stdout --force "$faite" | cmp --quiet - "$journal" && exit 0
  echo "$faite existe, et dit autre chose que $journal." >&2
  exit 1
done
gzip --stdout "$journal" >"$archive.part"
sync "$archive.part"
mv "$archive.part" "$archive.gz"
sync "$(dirname "$archive")"
