"""Les seuils d'alerte, datés : ce qui fait douter de la qualité d'une structure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from services.audit.enquetes.domain import PUBLICS, Indicateur
from services.audit.enquetes.rules import Origine
from shared.refusal import Refus
from shared.rules.periods import Period, RuleError, check_no_overlap, in_force
from shared.typographie import decimal

Sujet = Literal["SATISFACTION", "REORIENTATION", "VISITE_MYSTERE"]
Parametre = Literal[
    "reponses_minimum",
    "note_enquete_minimum",
    "reorientation_maximum",
    "note_visite_minimum",
    "criteres",
]


class AucunSeuil(Refus):
    """Aucun seuil d'alerte n'est en vigueur au jour demandé."""


@dataclass(frozen=True)
class Doute:
    """Ce qui ne va pas : sa cause, qui distingue une alerte d'une autre, et ce qu'on en dit."""

    cause: str
    criteres: tuple[str, ...]
    detail: str


@dataclass(frozen=True)
class Seuils:
    """Notes sur dix, réorientation en pour cent ; un indicateur ne vaut qu'à partir d'un nombre
    de réponses."""

    id: str
    en_vigueur: Period
    reponses_minimum: int
    note_enquete_minimum: int
    reorientation_maximum: int
    note_visite_minimum: int
    criteres: dict[Sujet, tuple[str, ...]]
    origines: dict[Parametre, Origine]

    def __post_init__(self) -> None:
        missing = {*get_args(Parametre), *get_args(Sujet)} - {*self.origines, *self.criteres}
        if missing:
            raise RuleError(f"« {self.id} » : il manque {', '.join(sorted(missing))}.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def de_l_enquete(self, annee: int, public: str, indicateur: Indicateur) -> Iterator[Doute]:
        """A-027, A-088 : un indicateur sous le seuil, si assez de réponses le fondent."""
        a_qui = f"{PUBLICS[public]}, campagne {annee}, {indicateur.reponses} réponses"
        note, reorientation = indicateur.note, indicateur.reorientation
        assez = indicateur.notees >= self.reponses_minimum
        if assez and note is not None and note < self.note_enquete_minimum:
            yield Doute(
                f"SATISFACTION {public}",
                self.criteres["SATISFACTION"],
                f"satisfaction de {decimal(note)} sur 10, pour {self.note_enquete_minimum} "
                f"au moins ({a_qui})",
            )
        assez = indicateur.interrogees >= self.reponses_minimum
        if assez and reorientation is not None and reorientation > self.reorientation_maximum:
            yield Doute(
                f"REORIENTATION {public}",
                self.criteres["REORIENTATION"],
                f"{decimal(reorientation)} % des usagers renvoyés ailleurs, pour "
                f"{self.reorientation_maximum} % au plus ({a_qui})",
            )

    def de_la_visite(self, note: float) -> Iterator[Doute]:
        """L'exigence du Baromètre Marianne."""
        if note < self.note_visite_minimum:
            yield Doute(
                "VISITE_MYSTERE",
                self.criteres["VISITE_MYSTERE"],
                f"note de {decimal(note)} sur 10, pour {self.note_visite_minimum} au moins",
            )


@dataclass(frozen=True)
class Alertes:
    """Les seuils d'alerte, un jeu à la fois."""

    id: str
    regles: tuple[Seuils, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> Seuils:
        found = in_force(self.regles, jour)
        if not found:
            raise AucunSeuil(f"Aucun seuil d'alerte n'est en vigueur le {jour:%d/%m/%Y}.")
        return found[0]
