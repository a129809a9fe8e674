"""Les seuils d'alerte, datés : à partir de quand la qualité d'une structure est en doute."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

Sujet = Literal["SATISFACTION", "REORIENTATION", "VISITE_MYSTERE"]


class AucunSeuil(RefusDuMoment):
    """Aucun seuil d'alerte n'est en vigueur au jour demandé."""


@dataclass(frozen=True, kw_only=True)
class Seuils(Rule):
    """Notes sur dix, réorientation en pour cent ; un indicateur ne vaut qu'à partir d'un nombre
    de réponses."""

    reponses_minimum: int
    note_enquete_minimum: int
    reorientation_maximum: int
    note_visite_minimum: int
    criteres: dict[Sujet, tuple[str, ...]]

    def __post_init__(self) -> None:
        super().__post_init__()
        if missing := set(get_args(Sujet)) - set(self.criteres):
            raise RuleError(f"« {self.id} » : il manque {', '.join(sorted(missing))}.")


@dataclass(frozen=True)
class Alertes:
    """Les seuils d'alerte, un jeu à la fois."""

    id: str
    regles: Rules[Seuils]


@cache
def charger_seuils() -> Alertes:
    """`RuleError` si le fichier est inutilisable."""
    return load(files("services.audit.vigilance") / "donnees" / "alertes.yaml", Alertes)


def seuils_du(jour: date) -> Seuils:
    """Ceux de ce jour ; refuse (`AucunSeuil`) s'il n'y en a pas."""
    if seuils := charger_seuils().regles.on(jour):
        return seuils
    raise AucunSeuil(f"Aucun seuil d'alerte n'est en vigueur le {jour:%d/%m/%Y}.")
