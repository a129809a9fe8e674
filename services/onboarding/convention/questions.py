"""La question posée à la convention : le socle d'un jour."""

from datetime import date

from services.onboarding.convention.rules.socle import Operateur, charger_socle


def operateurs_du_socle(jour: date) -> tuple[Operateur, ...]:
    """A-045 : les opérateurs que doit réunir une convention signée ce jour."""
    return charger_socle().en_vigueur(jour)
