"""Le programme de formation livré avec le service."""

from datetime import date
from functools import cache
from importlib.resources import files

from services.onboarding.formation.programme import Programme, Programmes
from shared.rules.loading import load


@cache
def charger_formation() -> Programmes:
    """Les versions du programme ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.onboarding") / "donnees" / "formation.yaml", Programmes)


def programme_en_vigueur(jour: date) -> Programme:
    """Celui de ce jour ; refuse (`AucunProgramme`) s'il n'y en a pas."""
    return charger_formation().en_vigueur(jour)
