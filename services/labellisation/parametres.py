"""Les règles datées d'un dossier : qui accorde, sur quel référentiel, dans quels délais."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, TypeVar

from shared.refusal import Refus
from shared.rules.periods import (
    Dated,
    Period,
    RuleError,
    Statut,
    check_no_overlap,
    in_force,
)

D = TypeVar("D", bound=Dated)


class AucuneRegle(Refus):
    """Aucune règle du dossier n'est en vigueur au jour demandé."""


class AutoriteIncompetente(Refus):
    """L'accord préalable est donné par l'agence nationale de ce jour-là (X-04)."""


class ReferentielPerime(Refus):
    """Le label suppose un audit sur un référentiel en vigueur, ou admis à titre transitoire."""


@dataclass(frozen=True)
class Regle:
    """Une règle, les jours où elle vaut, et d'où elle vient."""

    id: str
    en_vigueur: Period
    statut: Statut
    reference: str

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True, kw_only=True)
class Organisme(Regle):
    nom: str
    successeur: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReferentielAdmis(Regle):
    transition_jusqu_au: date | None = None

    def admis(self, jour: date) -> bool:
        fin = self.transition_jusqu_au or self.en_vigueur.au
        return self.en_vigueur.du <= jour <= (fin or date.max)


@dataclass(frozen=True)
class Priorite:
    """Jusqu'à la fin de la fenêtre, ces issues donnent une relabellisation prioritaire (A-016)."""

    id: str
    fenetre: Period
    issues: tuple[str, ...]
    statut: Statut
    reference: str


@dataclass(frozen=True, kw_only=True)
class ValiditeAudit(Regle):
    jours: int


@dataclass(frozen=True, kw_only=True)
class Ouverture(Regle):
    famille: str


@dataclass(frozen=True, kw_only=True)
class MiseEnDemeure(Regle):
    delai_jours: int
    silence: Literal["ESCALADER", "ACCEPTER", "REFUSER"]

    def __post_init__(self) -> None:
        if self.silence != "ESCALADER":
            raise RuleError(
                f"« {self.id} » : le silence ne donne ni ne retire un label (C.6) ; "
                "écrivez « silence: ESCALADER »."
            )


@dataclass(frozen=True)
class Reglement:
    """Toutes les règles d'un dossier ; deux versions d'une même règle ne valent jamais ensemble."""

    id: str
    organismes: tuple[Organisme, ...]
    referentiels: tuple[ReferentielAdmis, ...]
    priorites: tuple[Priorite, ...]
    validites_audit: tuple[ValiditeAudit, ...]
    ouvertures: tuple[Ouverture, ...]
    mises_en_demeure: tuple[MiseEnDemeure, ...]

    def __post_init__(self) -> None:
        for each in fields(self):
            versions = getattr(self, each.name)
            if each.name not in ("id", "priorites"):
                check_no_overlap(versions, scope=lambda _: None, source=f"{self.id}.{each.name}")

    def autorite(self, jour: date, organisme: str | None) -> Organisme:
        """X-04 : un accord dit par un autre organisme que celui de ce jour est refusé."""
        attendu = de_ce_jour(self.organismes, jour)
        if organisme not in (None, attendu.id):
            raise AutoriteIncompetente(
                f"Le {jour:%d/%m/%Y}, l'accord préalable est donné par « {attendu.id} », "
                f"pas par « {organisme} »."
            )
        return attendu

    def referentiel(self, id: str, jour: date) -> ReferentielAdmis:
        """C.7-6 : la règle de transition décide d'un référentiel qui a changé depuis l'audit."""
        known = next((each for each in self.referentiels if each.id == id), None)
        if known is None or not known.admis(jour):
            admis = [each.id for each in self.referentiels if each.admis(jour)]
            raise ReferentielPerime(
                f"L'audit porte sur le référentiel {id}, qui ne permet plus de labelliser le "
                f"{jour:%d/%m/%Y} (admis ce jour : {', '.join(admis) or 'aucun'}) : "
                "un nouvel audit est nécessaire."
            )
        return known

    def priorite(self, issue: str, jour: date) -> Priorite | None:
        """A-016 : accordée jusqu'à la fin de la fenêtre, même si elle ne s'ouvre que plus tard."""
        for each in self.priorites:
            if issue in each.issues and jour <= (each.fenetre.au or date.max):
                return each
        return None


def de_ce_jour(regles: Sequence[D], jour: date) -> D:
    """La version en vigueur ; refuse (`AucuneRegle`) s'il n'y en a pas."""
    found = in_force(regles, jour)
    if not found:
        noms = ", ".join(each.id for each in regles)
        raise AucuneRegle(f"Aucune de ces règles n'est en vigueur le {jour:%d/%m/%Y} : {noms}.")
    return found[0]
