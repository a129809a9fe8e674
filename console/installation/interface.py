"""L'interface d'administration de RabbitMQ, avec le compte d'administration."""

from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

from console.installation.secrets import COURTIER, lire
from shared.rabbitmq.definitions import Definition
from shared.rabbitmq.management import Management, page_of
from shared.rabbitmq.rights import ADMINISTRATION
from shared.refusal import Refus
from shared.runtime.settings import require

PATIENCE = 60
ABSENT = 404


class Interface:
    """Chaque demande lève Refus, qui cite la réponse, si RabbitMQ ne la fait pas."""

    def __init__(self, adresse: str, mot_de_passe: str) -> None:
        self.courtier = Management(adresse, ADMINISTRATION, mot_de_passe, PATIENCE)

    @classmethod
    def de(cls, options: Mapping[str, str]) -> "Interface":
        """Celle que nomme RABBITMQ_API, avec le secret de SECRETS_DIR."""
        secret = lire(Path(options["SECRETS_DIR"]), COURTIER, "amqp_password")
        return cls(require(options, "RABBITMQ_API", "installation"), secret)

    def importer(self, definitions: Definition) -> None:
        """Crée ou met à jour ce que disent ces définitions ; n'efface rien."""
        self._demander("POST", "definitions", definitions)

    def poser(self, corps: Any, *chemin: str) -> None:
        """Crée ou remplace l'objet de ce chemin."""
        self._demander("PUT", page_of(*chemin), corps)

    def lire(self, *chemin: str) -> Any:
        """L'objet de ce chemin ; None s'il n'existe pas."""
        return self._demander("GET", page_of(*chemin))

    def effacer(self, *chemin: str) -> None:
        """Efface l'objet de ce chemin, s'il existe."""
        self._demander("DELETE", page_of(*chemin))

    def _demander(self, methode: str, chemin: str, corps: Any = None) -> Any:
        try:
            return self.courtier.ask(methode, chemin, corps)
        except HTTPError as error:
            if error.code == ABSENT and methode in ("GET", "DELETE"):
                return None
            raise self._refus(methode, chemin, error) from error
        except (URLError, OSError, ValueError, HTTPException) as error:
            raise self._refus(methode, chemin, error) from error

    def _refus(self, methode: str, chemin: str, error: Exception) -> Refus:
        return Refus(f"RabbitMQ ({self.courtier.address}) ne fait pas {methode} {chemin} : {error}")
