"""Ce que RabbitMQ doit savoir avant le premier message."""

import json
from pathlib import Path
from typing import Any

from console.execution.services import APPLICATIONS, BUILDERS
from shared.files import write_whole
from shared.rabbitmq.definitions import accesses, definitions
from shared.rabbitmq.rights import rights


def known() -> dict[str, Any]:
    """Tout, sauf les comptes : ils ont des mots de passe, et doivent exister avant leurs droits."""
    return definitions(APPLICATIONS) | accesses(rights(BUILDERS))


def ecrire_definitions(sortie: Path) -> Path:
    """Le fichier que RabbitMQ importe à son démarrage."""
    path = sortie / "definitions.json"
    write_whole(path, (json.dumps(known(), indent=2) + "\n").encode())
    return path
