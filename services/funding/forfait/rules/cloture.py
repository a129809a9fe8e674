"""Ce qui reste dû d'un forfait quand le label cesse en cours d'année (domaine.md C.7-16)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load


@dataclass(frozen=True, kw_only=True)
class RegleCloture(Rule):
    """Un prorata, et les jours où il vaut."""

    prorata: Literal["AUCUN", "JOURS"]

    def montant_du(self, montant_centimes: int, dernier_jour: date) -> int:
        """En centimes, arrondi au centime inférieur ; le dernier jour du label compte."""
        if self.prorata == "AUCUN":
            return montant_centimes
        debut, fin = date(dernier_jour.year, 1, 1), date(dernier_jour.year, 12, 31)
        jours, annee = (dernier_jour - debut).days + 1, (fin - debut).days + 1
        return montant_centimes * jours // annee


@dataclass(frozen=True)
class Cloture:
    """Les règles de clôture, une seule à la fois."""

    id: str
    regles: Rules[RegleCloture]


@cache
def charger_cloture() -> Cloture:
    """Celles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.forfait") / "donnees" / "cloture.yaml", Cloture)
