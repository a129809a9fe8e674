"""The parameters that questions of several services take: a structure, a day, a département."""

from datetime import date
from typing import Annotated
from uuid import UUID

from shared.clock import paris_date
from shared.departements.lecture import DepartementConnu
from shared.questions.question import Parametres
from shared.runtime.component import Component
from shared.types.nombre import Entier
from shared.types.temps import Instant, JourCivil

Exercice = Annotated[int, Entier(2019, 2100)]


class Aucun(Parametres):
    """Rien n'est à préciser."""


class DUneStructure(Parametres):
    """Une structure."""

    structure_id: UUID


class DUneStructureUnJour(DUneStructure):
    """Une structure ; ``au``, le jour où en juger : aujourd'hui s'il n'est pas dit."""

    au: JourCivil | None = None


class DUneStructureTelleQueSue(DUneStructure):
    """Une structure, telle que sue à l'instant ``su`` ; maintenant s'il n'est pas dit."""

    su: Instant | None = None


class DUnePeriode(DUneStructure):
    """Une structure, du jour ``du`` au jour ``au``, inclus."""

    du: JourCivil
    au: JourCivil


class DUnDepartement(Parametres):
    """Un département."""

    departement: DepartementConnu


class DUnDepartementUnJour(DUnDepartement):
    """Un département ; ``au``, le jour où en juger : aujourd'hui s'il n'est pas dit."""

    au: JourCivil | None = None


class Partout(Parametres):
    """Un département, ou tous."""

    departement: DepartementConnu | None = None


class PartoutUnJour(Partout):
    """Un jour ``au``, aujourd'hui s'il n'est pas dit ; partout, ou dans un département."""

    au: JourCivil | None = None


class PartoutTelQueSu(PartoutUnJour):
    """Un jour ``au``, tel que su à l'instant ``su`` ; partout, ou dans un département."""

    su: Instant | None = None


class PartoutUneAnnee(Partout):
    """Un exercice ; partout, ou dans un département."""

    annee: Exercice


class StructureOuLieu(Partout):
    """Une structure, un département, ou tous."""

    structure_id: UUID | None = None


class DUnJour(Parametres):
    """Un jour ``au`` : aujourd'hui s'il n'est pas dit."""

    au: JourCivil | None = None


def day(component: Component, au: date | None) -> date:
    """The day that is asked, or today in Paris."""
    return au or paris_date(component.service.clock.now())


def text(identifier: UUID | None) -> str | None:
    """The identifier, as tables write it."""
    return str(identifier) if identifier else None
