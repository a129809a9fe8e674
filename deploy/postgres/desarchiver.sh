#!/bin/sh
# restore_command de PostgreSQL : desarchiver.sh ARCHIVE JOURNAL ; lit les archives compressées, et celles d'avant.
# 1 : il n'y en a pas d'autre, la restauration s'achève. 255 : l'archive est illisible ; PostgreSQL s'arrête au lieu de
# se croire au bout.
set -eu
archive=$1 journal=$2
if [ -f "$archive.gz" ]; then
  gzip --decompress --stdout "$archive.gz" >"$journal" || exit 255
elif [ -f "$archive" ]; then
  cp "$archive" "$journal" || exit 255
else
  exit 1
fi
