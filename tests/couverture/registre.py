"""Le registre des exigences : ce que le programme doit faire, et ce qui en est achevé."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.rules.loading import RuleError, load

REGISTRE = Path(__file__).parents[2] / "docs" / "exigences.yaml"

Service = Literal["labellisation", "audit", "funding", "onboarding", "notifications"]


@dataclass(frozen=True)
class Partie:
    """Un ensemble d'exigences sur un même sujet ; `note` est ce qu'un lecteur doit en savoir."""

    code: str
    titre: str
    note: str = ""


@dataclass(frozen=True)
class Exigence:
    """Une obligation, un invariant, une échéance, ou la réponse à une `question` ouverte.

    `manque` dit ce qui manque pour que les tests qui la citent la montrent.
    """

    id: str
    partie: str
    texte: str
    source: str
    services: tuple[Service, ...]
    question: str = ""
    manque: str = ""


@dataclass(frozen=True)
class Registre:
    """Toutes les exigences ; celles d'une partie finie, ou finies une à une, veulent un test.

    Une partie est finie à ce qui lui manque près.
    """

    id: str
    parties: tuple[Partie, ...]
    parties_finies: tuple[str, ...]
    exigences_finies: tuple[str, ...]
    exigences: tuple[Exigence, ...]

    def __post_init__(self) -> None:
        codes = {partie.code for partie in self.parties}
        parties = {*self.parties_finies, *(exigence.partie for exigence in self.exigences)}
        _refuser("partie inconnue", parties - codes)
        _refuser("exigence inconnue", set(self.exigences_finies) - self.ids)
        inachevees = {each.id for each in self.exigences if each.manque}
        _refuser("exigence finie à laquelle il manque", inachevees & set(self.exigences_finies))
        fois = Counter(exigence.id for exigence in self.exigences)
        _refuser("exigence écrite deux fois", {id for id, nombre in fois.items() if nombre > 1})

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(exigence.id for exigence in self.exigences)

    def est_finie(self, exigence: Exigence) -> bool:
        if exigence.manque:
            return False
        return exigence.partie in self.parties_finies or exigence.id in self.exigences_finies


def charger_registre(fichier: Path = REGISTRE) -> Registre:
    """Le registre ; `RuleError` s'il est inutilisable."""
    return load(fichier, Registre)


def _refuser(raison: str, noms: set[str] | frozenset[str]) -> None:
    if noms:
        raise RuleError(f"{raison} : {', '.join(sorted(noms))} ; corrigez le registre.")
