"""Les règles datées d'un dossier : qui accorde, sur quel référentiel, jusqu'à quand."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from shared.refusal import RefusDuMoment
from shared.rules.dated import Jours, Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import Period

R = TypeVar("R", bound=Rule)


class AucuneRegle(RefusDuMoment):
    """Aucune règle du dossier n'est en vigueur au jour demandé."""


class AutoriteIncompetente(RefusDuMoment):
    """L'accord préalable est donné par l'agence nationale de ce jour-là (X-04)."""


class ReferentielPerime(RefusDuMoment):
    """Le label suppose un audit sur un référentiel en vigueur, ou admis à titre transitoire."""


@dataclass(frozen=True, kw_only=True)
class Organisme(Rule):
    """L'agence nationale qui donne l'accord préalable."""

    nom: str
    successeur: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReferentielAdmis(Rule):
    """Un référentiel d'audit, qui peut soutenir un label quelque temps après sa fin (C.7-6)."""

    transition_jusqu_au: date | None = None

    def admis(self, jour: date) -> bool:
        fin = self.transition_jusqu_au or self.en_vigueur.au
        return Period(self.en_vigueur.du, fin).contains(jour)


@dataclass(frozen=True, kw_only=True)
class Priorite(Rule):
    """Les issues qui donnent une relabellisation prioritaire, pendant la fenêtre (A-016)."""

    fenetre: Period
    issues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ValiditeAudit(Rule):
    """Au-delà de tant de jours, un audit est ancien : cela se voit, et n'empêche rien (TMR-11)."""

    jours: int


@dataclass(frozen=True)
class Reglement:
    """Toutes les règles d'un dossier."""

    id: str
    organismes: Rules[Organisme]
    referentiels: Rules[ReferentielAdmis]
    priorites: Rules[Priorite]
    validites_audit: Rules[ValiditeAudit]

    def autorite(self, jour: date, organisme: str | None) -> Organisme:
        """X-04 : un accord donné par un autre organisme que celui de ce jour est refusé."""
        attendu = de_ce_jour(self.organismes, jour)
        if organisme not in (None, attendu.id):
            raise AutoriteIncompetente(
                f"Le {jour:%d/%m/%Y}, l'accord préalable est donné par « {attendu.id} », "
                f"pas par « {organisme} ».",
                selon=[attendu.id],
            )
        return attendu

    def referentiel(self, id: str, jour: date) -> ReferentielAdmis:
        """C.7-6 : la règle de transition décide d'un référentiel qui a changé depuis l'audit."""
        known = self.referentiels.by_id(id)
        if known is None or not known.admis(jour):
            admis = [each.id for each in self.referentiels if each.admis(jour)]
            raise ReferentielPerime(
                f"L'audit porte sur le référentiel {id}, qui ne permet plus de labelliser le "
                f"{jour:%d/%m/%Y} (admis ce jour : {', '.join(admis) or 'aucun'}) : "
                "un nouvel audit est nécessaire.",
                selon=[known.id] if known else [],
            )
        return known

    def priorite(self, issue: str, jour: date) -> Priorite | None:
        """A-016 : accordée dès avant sa fenêtre, et jusqu'à sa fin."""
        priorite = self.priorites.on(jour)
        return priorite if priorite and issue in priorite.issues else None


def de_ce_jour(regles: Rules[R], jour: date) -> R:
    """La version en vigueur ; refuse (`AucuneRegle`) s'il n'y en a pas."""
    return de_ces_jours(regles, Jours.un(jour))


def de_ces_jours(regles: Rules[R], jours: Jours) -> R:
    """La version en vigueur au jour que la règle regarde ; refuse (`AucuneRegle`) sans elle."""
    found = regles.pour(jours)
    if found is None:
        noms = ", ".join(each.id for each in regles)
        raise AucuneRegle(
            f"Aucune de ces règles n'est en vigueur le {jours.dit:%d/%m/%Y} : {noms}."
        )
    return found


@cache
def charger_reglement() -> Reglement:
    """Les règles datées d'un dossier ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation.dossier") / "donnees" / "dossier.yaml", Reglement)
