"""Les tirages de visites mystères, lus par qui les vérifie."""

from pathlib import Path

from pydantic import ValidationError

from shared.contracts.audit import TirageRevele
from shared.refusal import Refus
from shared.rules.faults import in_a_file


def lire_tirage(fichier: Path) -> TirageRevele:
    """Refuse, en disant quoi, un fichier qui n'est pas un tirage révélé."""
    try:
        return TirageRevele.model_validate_json(fichier.read_bytes(), extra="ignore")
    except OSError as error:
        raise Refus(f"« {fichier} » ne se lit pas : {error.strerror}.") from error
    except ValidationError as error:
        raise Refus(f"« {fichier} » n'est pas un tirage révélé : {in_a_file(error)}") from error
