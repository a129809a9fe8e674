"""Ce que d'autres systèmes peuvent demander à la labellisation de ce qu'elle sait."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.label.questions.comptage import Compte, compte_du_jour
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier
from shared.clock import instant, paris_date
from shared.departements.lecture import DepartementConnu
from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.question import Parametres, Questions
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.types.temps import Instant, JourCivil

QUESTIONS = Questions("labellisation", OWN_ACCOUNT)

SU = "9998"
"""Ce qui se sait aujourd'hui : rien n'est appris après."""
LIEU = "SELECT departement FROM dossiers WHERE structure_id = :id"
LABELLISEES = """SELECT l.structure_id, l.label_id, l.departement, l.categorie, l.origine,
    l.debut, l.fin, COALESCE(d.nom, '') AS nom, COALESCE(d.commune, '') AS commune
    FROM labels l LEFT JOIN dossiers d ON d.structure_id = l.structure_id
    WHERE l.debut <= :au AND l.fin > :au AND l.connu_du <= :su AND l.connu_jusqu_au > :su
    AND (:departement = '' OR l.departement = :departement)"""


class DUneStructure(Parametres):
    """Une structure ; ``au``, le jour où juger de son plan : aujourd'hui s'il n'est pas dit."""

    structure_id: UUID
    au: JourCivil | None = None


class DUnJour(Parametres):
    """Un jour ``au``, tel que su à l'instant ``su`` ; partout, ou dans un département."""

    au: JourCivil | None = None
    su: Instant | None = None
    departement: DepartementConnu | None = None


class StructureEnVigueur(TypedDict):
    """Un label en vigueur ce jour-là ; ``fin`` vaut 9999 tant qu'il dure."""

    structure_id: str
    label_id: str
    nom: str
    departement: str
    commune: str
    categorie: str
    origine: str
    debut: str
    fin: str


def de_la_structure(component: Component, asked: DUneStructure) -> Sequence[str]:
    found = component.model.query(LIEU, {"id": str(asked.structure_id)})
    return [row["departement"] for row in found]


def du_departement(component: Component, asked: DUnJour) -> Sequence[str] | None:
    return [asked.departement] if asked.departement else None


@QUESTIONS.on("dossier", places=de_la_structure)
def d_une_structure(component: Component, asked: DUneStructure) -> DossierEntier:
    """Tout ce que la labellisation sait d'une structure : état, étapes, labels, avis, plan."""
    return dossier(component.model, asked.structure_id, jour(component, asked.au))


@QUESTIONS.on("labellisees", places=du_departement, key=lambda each: each["label_id"])
def en_vigueur(component: Component, asked: DUnJour) -> list[StructureEnVigueur]:
    """Les structures labellisées un jour, telles que sues à un instant (X-01)."""
    return labellisees(component.model, jour(component, asked.au), asked)


@QUESTIONS.on("comptes", places=du_departement)
def comptes(component: Component, asked: DUnJour) -> Compte:
    """Combien étaient labellisées un jour, telles que sues à un instant (X-01)."""
    su = instant(asked.su) if asked.su else None
    au = jour(component, asked.au).isoformat()
    return compte_du_jour(component.model, au, su, asked.departement)


def labellisees(model: ReadModel, au: date, asked: DUnJour) -> list[StructureEnVigueur]:
    su = instant(asked.su) if asked.su else SU
    asked_sql = {"au": au.isoformat(), "su": su, "departement": asked.departement or ""}
    return [StructureEnVigueur(**row) for row in model.query(LABELLISEES, asked_sql)]  # type: ignore[typeddict-item]


def jour(component: Component, au: date | None) -> date:
    return au or paris_date(component.service.clock.now())
