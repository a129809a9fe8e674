"""Les règles du territoire livrées avec le service."""

from functools import cache
from importlib.resources import files

from services.labellisation.territoire.operateurs import Operateurs
from services.labellisation.territoire.programme import Programme
from shared.rules.loading import load

DONNEES = files("services.labellisation") / "donnees"


@cache
def charger_programme() -> Programme:
    """Le programme ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "programme.yaml", Programme)


@cache
def charger_operateurs() -> Operateurs:
    """Les opérateurs à consulter ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "operateurs.yaml", Operateurs)
