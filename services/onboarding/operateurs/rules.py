"""Les obligations des opérateurs : des référents, et une réponse à temps (X-18, X-21)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.clock import PARIS, after, kept
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

Calendrier = Literal["HEURES_CALENDAIRES", "JOURS_OUVRES"]
SAMEDI = 5
UN_JOUR = timedelta(days=1)


class AucuneRegleDeRelation(RefusDuMoment):
    """Aucune règle ne dit ce que les opérateurs doivent au jour demandé."""


@dataclass(frozen=True)
class Feries:
    """Les jours fériés : les uns à date fixe (MM-JJ), les autres tant de jours après Pâques."""

    fixes: tuple[str, ...]
    apres_paques: tuple[int, ...]

    def contient(self, jour: date) -> bool:
        return f"{jour:%m-%d}" in self.fixes or (jour - paques(jour.year)).days in self.apres_paques


@dataclass(frozen=True, kw_only=True)
class RegleDeRelation(Rule):
    """Une version des obligations des opérateurs."""

    referents_minimum: int
    referents_cible: int
    delai_heures: int
    calendrier: Calendrier

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.referents_minimum <= self.referents_cible:
            raise RuleError(f"« {self.id} » : le minimum de référents dépasse la cible.")

    def limite(self, depuis: datetime, feries: Feries) -> datetime:
        """Quand une réponse est due au plus tard."""
        if self.calendrier == "HEURES_CALENDAIRES":
            return after(depuis, timedelta(hours=self.delai_heures))
        return en_jours_ouvres(depuis, timedelta(hours=self.delai_heures), feries)


@dataclass(frozen=True)
class Relations:
    """Les règles, une seule à la fois, et les jours fériés."""

    feries: Feries
    regles: Rules[RegleDeRelation]

    def en_vigueur(self, jour: date) -> RegleDeRelation:
        """La règle de ce jour ; refuse (`AucuneRegleDeRelation`) s'il n'y en a pas."""
        regle = self.regles.on(jour)
        if regle is None:
            raise AucuneRegleDeRelation(f"Aucune règle de réponse le {jour:%d/%m/%Y}.")
        return regle


def en_jours_ouvres(depuis: datetime, delai: timedelta, feries: Feries) -> datetime:
    """Seul compte le temps passé un jour ouvré, de minuit à minuit, heure de Paris."""
    moment = kept(depuis).astimezone(PARIS).replace(tzinfo=None)
    while True:
        demain = datetime.combine(moment.date() + UN_JOUR, time())
        if moment.weekday() < SAMEDI and not feries.contient(moment.date()):
            if moment + delai <= demain:
                return kept((moment + delai).replace(tzinfo=PARIS))
            delai -= demain - moment
        moment = demain


def paques(annee: int) -> date:
    """Le dimanche de Pâques du calendrier grégorien (algorithme de Meeus, Jones et Butcher)."""
    cycle, (siecle, rang) = annee % 19, divmod(annee, 100)
    correction = (siecle - (siecle + 8) // 25 + 1) // 3
    lune = (19 * cycle + siecle - siecle // 4 - correction + 15) % 30
    semaine = (32 + 2 * (siecle % 4) + 2 * (rang // 4) - lune - rang % 4) % 7
    recul = (cycle + 11 * lune + 22 * semaine) // 451
    mois, quantieme = divmod(lune + semaine - 7 * recul + 114, 31)
    return date(annee, mois, quantieme + 1)


@cache
def charger_relations() -> Relations:
    """Les règles de référents et de réponse ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.onboarding.operateurs") / "donnees" / "relations.yaml", Relations)
