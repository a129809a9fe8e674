"""Ce que les opérateurs doivent : des référents, et une réponse à temps (X-18, X-21)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from shared.clock import PARIS
from shared.refusal import Refus
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

Calendrier = Literal["HEURES_CALENDAIRES", "JOURS_OUVRES"]
Parametre = Literal["referents_minimum", "referents_cible", "delai_heures", "calendrier"]
SAMEDI = 5


class AucuneRegleDeRelation(Refus):
    """Aucune règle ne dit ce que les opérateurs doivent au jour demandé."""


@dataclass(frozen=True)
class Origine:
    """D'où vient une valeur."""

    statut: Statut
    reference: str


@dataclass(frozen=True)
class Feries:
    """Les jours fériés : les uns à date fixe (MM-JJ), les autres tant de jours après Pâques."""

    fixes: tuple[str, ...]
    apres_paques: tuple[int, ...]

    def contient(self, jour: date) -> bool:
        return f"{jour:%m-%d}" in self.fixes or (jour - paques(jour.year)).days in self.apres_paques


@dataclass(frozen=True)
class RegleDeRelation:
    """Une version de ce que les opérateurs doivent."""

    id: str
    en_vigueur: Period
    referents_minimum: int
    referents_cible: int
    delai_heures: int
    calendrier: Calendrier
    origines: dict[Parametre, Origine]

    def __post_init__(self) -> None:
        if missing := set(get_args(Parametre)) - set(self.origines):
            raise RuleError(f"« {self.id} » : origine manquante de {', '.join(sorted(missing))}.")
        if not 0 < self.referents_minimum <= self.referents_cible:
            raise RuleError(f"« {self.id} » : le minimum de référents dépasse la cible.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def limite(self, depuis: datetime, feries: Feries) -> datetime:
        """Quand une réponse est due au plus tard."""
        if self.calendrier == "HEURES_CALENDAIRES":
            return depuis + timedelta(hours=self.delai_heures)
        return en_jours_ouvres(depuis, timedelta(hours=self.delai_heures), feries)


@dataclass(frozen=True)
class Relations:
    """Les règles, une seule à la fois."""

    id: str
    feries: Feries
    regles: tuple[RegleDeRelation, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> RegleDeRelation:
        """La règle de ce jour ; refuse (`AucuneRegleDeRelation`) s'il n'y en a pas."""
        found = in_force(self.regles, jour)
        if not found:
            raise AucuneRegleDeRelation(f"Aucune règle de réponse le {jour:%d/%m/%Y}.")
        return found[0]


def en_jours_ouvres(depuis: datetime, delai: timedelta, feries: Feries) -> datetime:
    """Seul compte le temps passé un jour ouvré, de minuit à minuit, heure de Paris."""
    moment = depuis.astimezone(PARIS).replace(tzinfo=None)
    while True:
        demain = datetime.combine(moment.date() + timedelta(days=1), time())
        if moment.weekday() < SAMEDI and not feries.contient(moment.date()):
            if moment + delai <= demain:
                return (moment + delai).replace(tzinfo=PARIS)
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
