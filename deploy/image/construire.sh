#!/bin/sh
# Construit l'image de la révision présente, sous le nom de sa version : celle d'une autre version garde le sien.
set -eu
cd "$(dirname "$0")/../.."
revision=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || revision=$revision-modifiee
FRANCE_SERVICES_REVISION=$revision FRANCE_SERVICES_CREATED=$(git show --no-patch --format=%cI HEAD)
export FRANCE_SERVICES_REVISION FRANCE_SERVICES_CREATED
docker compose build --quiet secrets
docker compose config --images secrets
