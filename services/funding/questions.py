"""Ce que d'autres systèmes peuvent demander au financement de ce qu'il sait."""

from collections.abc import Mapping
from typing import Any

from services.funding.forfait.questions import DroitDeLaStructure, droits_de_la_structure
from services.funding.garantie.questions import MSAPSuivie, msap_suivies
from services.funding.itinerance.commands import CodeProgramme
from services.funding.itinerance.questions import (
    EtatEnveloppe,
    ProgrammeDAide,
    enveloppe_du,
    programmes,
)
from services.funding.releve.questions.publication import (
    AidesPubliees,
    LignePubliee,
    TotauxDuReleve,
    aides_publiees,
    lignes_publiees,
    totaux_publies,
)
from services.funding.releve.questions.releve import relever
from services.funding.simulation.questions import PorteurConnu, SimulationDuForfait, Zone, simuler
from shared.questions.facts import FAITS
from shared.questions.history import historique, in_order
from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.parametres import (
    Aucun,
    DUneStructure,
    Exercice,
    PartoutUneAnnee,
    PartoutUnJour,
    day,
)
from shared.questions.places import by_query, must_be_known, of_the_departement, of_the_structure
from shared.questions.question import Parametres, Questions
from shared.runtime.component import Component

QUESTIONS = Questions("funding", FAITS, OWN_ACCOUNT)

LIEUX = """SELECT departement FROM beneficiaires WHERE structure_id = :id
    UNION SELECT departement FROM msap WHERE structure_id = :id"""
LIEU = of_the_structure(by_query(LIEUX))


class DesDroits(DUneStructure):
    """Une structure ; un exercice, ou tous."""

    annee: Exercice | None = None


class DUnProgramme(Parametres):
    """Un programme d'aide aux bus, par son code."""

    programme: CodeProgramme


class DUnPorteur(Parametres):
    """Un exercice, un type de porteur, et la zone de la structure si elle en a une."""

    annee: Exercice
    porteur: PorteurConnu
    zone: Zone | None = None


def poste(each: Mapping[str, Any]) -> str:
    """Par structure, puis par aide, par droit et par fonds."""
    rang = ("departement", "structure_id", "aide", "evenement_id", "fonds")
    return "\t".join(each[nom] for nom in rang)


@QUESTIONS.on(
    "droits_au_forfait", places=LIEU, key=lambda each: f"{each['annee']} {each['label_id']}"
)
def droits_au_forfait(component: Component, asked: DesDroits) -> list[DroitDeLaStructure]:
    """Les droits d'une structure, leur histoire, et ce qui s'ajoute au forfait (A-032)."""
    must_be_known(component, asked.structure_id)
    return droits_de_la_structure(component.model, str(asked.structure_id), asked.annee)


@QUESTIONS.on("aides", places=LIEU)
def aides(component: Component, asked: DUneStructure) -> AidesPubliees:
    """Ce qui est dû à une structure, année par année, et chaque versement (A-031, A-032)."""
    must_be_known(component, asked.structure_id)
    return aides_publiees(component.model, str(asked.structure_id))


@QUESTIONS.on("releve", places=of_the_departement)
def releve(component: Component, asked: PartoutUneAnnee) -> TotauxDuReleve:
    """Ce qui est dû, notifié, versé et reste pour une année, par fonds (A-031)."""
    return totaux_publies(relever(component.model, asked.annee, asked.departement))


@QUESTIONS.on("lignes_du_releve", places=of_the_departement, key=poste)
def lignes_du_releve(component: Component, asked: PartoutUneAnnee) -> list[LignePubliee]:
    """Le même relevé, structure par structure et fonds par fonds (A-031)."""
    return lignes_publiees(relever(component.model, asked.annee, asked.departement))


@QUESTIONS.on("programmes", key=lambda each: each["programme"])
def programmes_d_aide(component: Component, asked: Aucun) -> list[ProgrammeDAide]:
    """Les programmes d'aide aux bus, leurs codes, et quand s'y inscrire (A-041, A-042)."""
    return programmes()


@QUESTIONS.on("enveloppe")
def enveloppe(component: Component, asked: DUnProgramme) -> EtatEnveloppe:
    """L'enveloppe d'un programme : ce qui en reste, et où en est chaque bus (X-08, X-09)."""
    return enveloppe_du(component.model, asked.programme)


@QUESTIONS.on("msap", places=of_the_departement, key=lambda each: each["structure_id"])
def msap(component: Component, asked: PartoutUnJour) -> list[MSAPSuivie]:
    """Le financement de chaque MSAP un jour : sa garantie, son label, son interruption (A-036)."""
    return msap_suivies(component.model, day(component, asked.au), asked.departement)


@QUESTIONS.on("simulation")
def simulation(component: Component, asked: DUnPorteur) -> SimulationDuForfait:
    """Le forfait et le bonus d'une année, simulés, et ce qui en serait payé (D.1, D.3)."""
    return simuler(asked.annee, asked.porteur, asked.zone)


QUESTIONS.on("historique", places=LIEU, key=in_order)(historique)
