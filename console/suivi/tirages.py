"""Les tirages de visites mystères, lus par qui visite ou par qui vérifie."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from services.audit.qualite.suivi import SuiviQualite
from services.audit.qualite.tirages import TirageVisitesMysteres
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
    """Une structure par ligne ; du journal seul : aucune table ne les connaît (INV-16)."""
    tirage = audit.service.load_or_refuse(TirageVisitesMysteres, tirage_id)
    for cible in sorted(tirage.attendues):
        suivi = audit.service.load_or_refuse(SuiviQualite, SuiviQualite.create_id(UUID(cible)))
        structure = suivi.structure
        yield f"{cible}  {structure['departement']}  {structure['commune']}  {structure['nom']}"
