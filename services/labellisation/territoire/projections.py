"""Les tables du territoire : campagnes, remontées, lieux, plans, avis, antennes."""

import json
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.labellisation.candidature import Repere
from services.labellisation.historique import StructureActualisee
from services.labellisation.instruction import (
    PrioriteDeRelabellisationAccordee,
    RemarquesLevees,
    StructureNonRetenue,
)
from services.labellisation.territoire.antenne import AntenneOperateur
from services.labellisation.territoire.campagne import CampagneRemontee
from services.labellisation.territoire.consultation import Consultation
from services.labellisation.territoire.insertion import InsertionReseau
from services.labellisation.territoire.plan import PlanDeDeploiement
from services.labellisation.territoire.remontee import Remontee
from services.labellisation.territoire.tables import (
    ANTENNE,
    AVIS,
    CAMPAGNE,
    CLOTURE,
    DEMANDE,
    INSERTION,
    LEVEE,
    LIEU,
    PLAN,
    PRIORITE,
    REFUS,
    REMONTEE,
    REVISION,
    TABLES,
)
from shared.log.contract_fields import facts_of, subject_of
from shared.log.readers import Projection
from shared.read_model import Statement


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _ouverte(event: CampagneRemontee.CampagneOuverte) -> Iterator[Statement]:
    said = facts_of(event, without={"rappels"})
    yield CAMPAGNE, {**said, "campagne_id": str(event.originator_id)}


@project.register
def _close(event: CampagneRemontee.CampagneClose) -> Iterator[Statement]:
    yield CLOTURE, {"campagne_id": str(event.originator_id), "jour": event.jour}


@project.register
def _remontee(event: Remontee.RemonteeRattachee) -> Iterator[Statement]:
    row = {**facts_of(event), "structure_id": str(event.structure_id)}
    row |= {"campagne_id": str(event.campagne_id), "remontee_id": str(event.originator_id)}
    row["tardive"] = int(event.tardive)
    yield REMONTEE, {**row, "criteres": len(row.pop("criteres_declares"))}


@project.register
def _revisee(event: Remontee.RemonteeRevisee) -> Iterator[Statement]:
    yield (
        REVISION,
        {
            "remontee_id": str(event.originator_id),
            "revisee_le": event.revisee_le,
            "criteres": len(event.criteres_declares),
            "agents": event.agents,
            "etp": event.etp,
        },
    )


@project.register(Repere)
@project.register(StructureActualisee)
def _lieu(event: Any) -> Iterator[Statement]:
    noms = ("nom", "departement", "commune_insee", "commune", "format", "latitude", "longitude")
    row = {nom: event.fiche.get(nom) for nom in noms}
    yield LIEU, {**row, "structure_id": str(subject_of(event))}


@project.register
def _non_retenue(event: StructureNonRetenue) -> Iterator[Statement]:
    yield REFUS, {"structure_id": str(subject_of(event)), "issue": event.issue}


@project.register
def _priorite(event: PrioriteDeRelabellisationAccordee) -> Iterator[Statement]:
    yield PRIORITE, {"structure_id": str(subject_of(event)), "jusqu_au": event.jusqu_au}


@project.register
def _levees(event: RemarquesLevees) -> Iterator[Statement]:
    yield LEVEE, {"structure_id": str(subject_of(event))}


@project.register(PlanDeDeploiement.PlanDeDeploiementAdopte)
@project.register(PlanDeDeploiement.PlanDeDeploiementRevise)
def _plan(event: Any) -> Iterator[Statement]:
    contenu = json.dumps(event.teneur, ensure_ascii=False)
    yield (
        PLAN,
        {
            "departement": event.departement,
            "version": event.originator_version,
            "le": event.le,
            "contenu": contenu,
        },
    )


@project.register
def _demandes(event: Consultation.AvisOperateursDemandes) -> Iterator[Statement]:
    common = {
        "consultation_id": str(event.originator_id),
        "signalement_id": str(event.signalement_id),
        "structure_id": str(event.structure_id),
        "departement": event.departement,
        "echeance": event.echeance,
    }
    for code, nom in event.operateurs.items():
        yield DEMANDE, {**common, "operateur": code, "nom": nom}


@project.register
def _rendu(event: Consultation.AvisOperateurRendu) -> Iterator[Statement]:
    said = facts_of(event, without={"nom"})
    present = None if event.antenne_locale is None else int(event.antenne_locale)
    row = {**said, "tardif": int(event.tardif), "antenne_locale": present}
    yield AVIS, {**row, "consultation_id": str(event.originator_id)}


@project.register
def _inseree(event: InsertionReseau.InsertionExaminee) -> Iterator[Statement]:
    yield (
        INSERTION,
        {
            "signalement_id": str(event.signalement_id),
            "structure_id": str(event.structure_id),
            "voisine": event.voisine,
            "minutes": event.minutes,
            "exception": event.exception,
            "raison": event.raison,
            "regles": json.dumps(event.regles),
        },
    )


@project.register
def _fermee(event: AntenneOperateur.FermetureAntenneObservee) -> Iterator[Statement]:
    apres = int(event.apres_le_label)
    row = {**facts_of(event), "structure_id": str(event.structure_id), "apres_le_label": apres}
    yield ANTENNE, row


TERRITOIRE = Projection("territoire", TABLES, project)
