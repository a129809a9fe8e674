"""Les définitions de RabbitMQ : échanges, files, règles et droits."""

import json
from pathlib import Path

from console.execution.services import BUILDERS, applications
from shared.files import write_whole
from shared.rabbitmq.definitions import Definition, accesses, definitions
from shared.rabbitmq.rights import rights


def known() -> Definition:
    """Toutes, sauf les comptes : ils ont des mots de passe, et précèdent leurs droits."""
    return definitions(applications()) | accesses(rights(BUILDERS))


def ecrire_definitions(sortie: Path) -> Path:
    """Le fichier que RabbitMQ importe à son démarrage."""
    path = sortie / "definitions.json"
    write_whole(path, (json.dumps(known(), indent=2) + "\n").encode())
    return path
