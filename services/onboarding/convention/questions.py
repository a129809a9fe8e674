"""Les questions posées à la convention : le socle d'un jour, les départements."""

from datetime import date

from services.onboarding.convention.rules.departements import Departement, charger_departements
from services.onboarding.convention.rules.socle import Operateur, charger_socle


def operateurs_du_socle(jour: date) -> tuple[Operateur, ...]:
    """A-045 : les opérateurs que doit réunir une convention signée ce jour."""
    return charger_socle().en_vigueur(jour)


def departement(code: str) -> Departement | None:
    """Le département de ce code (« 01 », « 2A », « 971 »), s'il existe."""
    return charger_departements().get(code)
