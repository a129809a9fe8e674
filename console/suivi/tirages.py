"""Les tirages de visites mystères, lus par qui visite ou par qui vérifie."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from services.audit.mysteres.questions import cibles_a_visiter
from shared.contracts.audit import TirageRevele
from shared.refusal import Refus
from shared.rules.faults import in_a_file
from shared.runtime.component import Component


def lire_tirage(fichier: Path) -> TirageRevele:
    """Refuse, en disant quoi, un fichier qui n'est pas un tirage révélé."""
    try:
        return TirageRevele.model_validate_json(fichier.read_bytes(), extra="ignore")
    except OSError as error:
        raise Refus(f"« {fichier} » ne se lit pas : {error.strerror}.") from error
    except ValidationError as error:
        raise Refus(f"« {fichier} » n'est pas un tirage révélé : {in_a_file(error)}") from error


def a_visiter(audit: Component, tirage_id: UUID) -> Iterator[str]:
    """Une structure par ligne."""
    for cible in cibles_a_visiter(audit.service, tirage_id):
        yield "{structure_id}  {departement}  {commune}  {nom}".format(**cible)
