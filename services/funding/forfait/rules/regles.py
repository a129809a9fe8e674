"""Les règles dont une décision sur un droit a besoin, ensemble."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.funding.forfait.rules.bareme import Bareme, charger_bareme
from services.funding.forfait.rules.cloture import (
    Cloture,
    RegleCloture,
    RegleFusion,
    RegleSuspension,
    charger_cloture,
)


@dataclass(frozen=True)
class ReglesDuForfait:
    """Le barème, et ce qui reste dû quand le label ne vaut pas toute l'année."""

    bareme: Bareme
    cloture: Cloture

    def prorata(self, le: date, annee: int) -> RegleCloture | None:
        """Celui du jour dont parle le fait, ramené à l'année du droit."""
        return self.cloture.regles.on(_dans(le, annee))

    def suspension(self, jour: date) -> RegleSuspension | None:
        return self.cloture.suspensions.on(jour)

    def suspension_citee(self, citees: Iterable[str]) -> bool:
        """Une suspension a décidé : ce qu'on en apprend peut changer la décision."""
        return any(self.cloture.suspensions.by_id(each) for each in citees)

    def fusion(self, le: date, annee: int) -> RegleFusion | None:
        return self.cloture.fusions.on(_dans(le, annee))


def _dans(jour: date, annee: int) -> date:
    return min(max(jour, date(annee, 1, 1)), date(annee, 12, 31))


@cache
def charger_regles() -> ReglesDuForfait:
    """Celles livrées avec le service."""
    return ReglesDuForfait(charger_bareme(), charger_cloture())
