"""Les règles datées d'un label : ouvrir au public, mettre en demeure."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from shared.rules.dated import DES_DEUX_JOURS, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError


@dataclass(frozen=True, kw_only=True)
class Ouverture(Rule):
    """La famille de critères que l'audit doit avoir trouvée conforme avant l'ouverture.

    `minimum_agents` : combien d'agents inscrits, tous formés, l'ouverture demande (INV-14).
    """

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    famille: str
    minimum_agents: int


@dataclass(frozen=True, kw_only=True)
class MiseEnDemeure(Rule):
    """Le délai laissé au porteur, et l'effet de son silence."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS

    delai_jours: int
    silence: Literal["ESCALADER", "ACCEPTER", "REFUSER"]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.silence != "ESCALADER":
            raise RuleError(
                f"« {self.id} » : le silence ne donne ni ne retire un label (C.6) ; "
                "écrivez « silence: ESCALADER »."
            )


@dataclass(frozen=True)
class ReglesDuLabel:
    """Toutes les règles d'un label."""

    id: str
    ouvertures: Rules[Ouverture]
    mises_en_demeure: Rules[MiseEnDemeure]


@cache
def charger_regles_du_label() -> ReglesDuLabel:
    """Les règles datées d'un label ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation.label") / "donnees" / "label.yaml", ReglesDuLabel)
