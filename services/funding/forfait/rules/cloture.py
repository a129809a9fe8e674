"""Ce qui reste dû d'un forfait quand le label cesse ou est suspendu (domaine.md C.7-16)."""

from calendar import isleap, monthrange
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load

MOIS = range(1, 13)


@dataclass(frozen=True, kw_only=True)
class RegleCloture(Rule):
    """Un prorata, et les jours où il vaut."""

    prorata: Literal["AUCUN", "JOURS", "MOIS_ENTIERS"]

    def montant_du(self, montant_centimes: int, annee: int, valables: Collection[date]) -> int:
        """En centimes, arrondi au centime inférieur ; rien pour une année sans un jour de label."""
        if not valables:
            return 0
        if self.prorata == "JOURS":
            return montant_centimes * len(valables) // (366 if isleap(annee) else 365)
        if self.prorata == "MOIS_ENTIERS":
            return montant_centimes * _mois_entiers(annee, valables) // len(MOIS)
        return montant_centimes


@dataclass(frozen=True, kw_only=True)
class RegleSuspension(Rule):
    """Le droit d'un label suspendu le 1er janvier : ouvert quand il est rétabli, ou jamais."""

    ouverture: Literal["AU_RETABLISSEMENT", "AUCUNE"]


@dataclass(frozen=True, kw_only=True)
class RegleFusion(Rule):
    """Le droit qu'une fusion rend double : rien n'en est dû, ou ce que dit le prorata."""

    double: Literal["RIEN", "PRORATA"]


@dataclass(frozen=True)
class Cloture:
    """Les règles de clôture, de suspension et de fusion ; une seule de chaque à la fois."""

    id: str
    regles: Rules[RegleCloture]
    suspensions: Rules[RegleSuspension]
    fusions: Rules[RegleFusion]


def _mois_entiers(annee: int, valables: Collection[date]) -> int:
    jours = Counter(jour.month for jour in valables)
    return sum(jours[mois] == monthrange(annee, mois)[1] for mois in MOIS)


@cache
def charger_cloture() -> Cloture:
    """Celles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.forfait") / "donnees" / "cloture.yaml", Cloture)
