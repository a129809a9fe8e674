"""Ce que RabbitMQ doit savoir avant le premier message."""

import json
from pathlib import Path

from console.services import APPLICATIONS
from shared.files import write_whole
from shared.topology import definitions


def ecrire_definitions(sortie: Path) -> Path:
    """Le fichier que RabbitMQ importe à son démarrage."""
    path = sortie / "definitions.json"
    write_whole(path, (json.dumps(definitions(APPLICATIONS), indent=2) + "\n").encode())
    return path
