"""Les règles d'un dossier livrées avec le service."""

from functools import cache
from importlib.resources import files

from services.labellisation.parametres import Reglement
from shared.rules.loading import load


@cache
def charger_reglement() -> Reglement:
    """Les règles datées d'un dossier ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation") / "donnees" / "dossier.yaml", Reglement)
