"""Qui s'inscrit, qui est aidé, et ce que devient l'aide quand le label cesse (A-041, A-043)."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Vaut

Situation = Literal[
    "REMONTEE", "SIGNALEE", "NON_RETENUE", "LABELLISEE", "SUSPENDUE", "RETIREE", "FERMEE"
]

SITUATIONS: dict[Situation, str] = {
    "REMONTEE": "remontée",
    "SIGNALEE": "signalée",
    "NON_RETENUE": "non retenue",
    "LABELLISEE": "labellisée",
    "SUSPENDUE": "suspendue",
    "RETIREE": "privée de son label",
    "FERMEE": "fermée",
}
SOUS_LABEL: frozenset[Situation] = frozenset({"LABELLISEE", "SUSPENDUE"})


class AucuneAdmission(RefusDuMoment):
    """Aucune règle d'admission n'est en vigueur au jour demandé."""


@dataclass(frozen=True, kw_only=True)
class Admission(Rule):
    """Les situations qui permettent l'inscription, puis l'accord, et le sort de l'aide.

    `fins` : les situations où la structure perd sa place, si l'aide n'est pas encore accordée.
    """

    LU: ClassVar[tuple[Vaut, ...]] = ("ARRIVEE",)
    inscription: tuple[Situation, ...]
    accord: tuple[Situation, ...]
    fins: tuple[Situation, ...]
    apres_accord: Literal["MAINTENUE", "LIBEREE"]


def situations(admises: tuple[Situation, ...]) -> str:
    return " ou ".join(SITUATIONS[each] for each in admises)
