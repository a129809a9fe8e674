"""Les tables du territoire : campagnes, remontées, lieux, plans, avis, antennes."""

import json
from collections.abc import Iterator

from services.labellisation.dossier.domain.evenements.candidature import Repere
from services.labellisation.dossier.domain.evenements.instruction import (
    PrioriteDeRelabellisationAccordee,
    RemarquesLevees,
    StructureNonRetenue,
)
from services.labellisation.dossier.domain.evenements.reprise import StructureActualisee
from services.labellisation.label.domain.antenne_operateur import AntenneOperateur
from services.labellisation.pilotage.projections.tables import (
    ANTENNE,
    AVIS,
    CAMPAGNE,
    CLOTURE,
    DEMANDE,
    INDEXES,
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
from services.labellisation.territoire.domain.campagne import CampagneRemontee
from services.labellisation.territoire.domain.consultation import Consultation
from services.labellisation.territoire.domain.insertion import InsertionReseau
from services.labellisation.territoire.domain.plan import PlanDeDeploiement
from services.labellisation.territoire.domain.remontee import Remontee
from shared.log.contract_fields import facts_of, subject_of
from shared.log.readers import Projection
from shared.statements import Statement

LIEU_DE_LA_FICHE = (
    *("nom", "departement", "commune_insee", "commune", "format"),
    *("latitude", "longitude"),
)
Version = PlanDeDeploiement.PlanDeDeploiementAdopte | PlanDeDeploiement.PlanDeDeploiementRevise

TERRITOIRE = Projection("territoire", TABLES, INDEXES)


@TERRITOIRE.on(CampagneRemontee.CampagneOuverte)
def _ouverte(event: CampagneRemontee.CampagneOuverte) -> Iterator[Statement]:
    faits = facts_of(event, without={"rappels"})
    yield CAMPAGNE, {**faits, "campagne_id": str(event.originator_id)}


@TERRITOIRE.on(CampagneRemontee.CampagneClose)
def _close(event: CampagneRemontee.CampagneClose) -> Iterator[Statement]:
    yield CLOTURE, {"campagne_id": str(event.originator_id), "jour": event.jour}


@TERRITOIRE.on(Remontee.RemonteeRattachee)
def _remontee(event: Remontee.RemonteeRattachee) -> Iterator[Statement]:
    row = {
        "remontee_id": str(event.originator_id),
        "campagne_id": str(event.campagne_id),
        "structure_id": str(event.structure_id),
        "departement": event.departement,
        "recue_le": event.recue_le,
        "tardive": int(event.tardive),
        "criteres": len(event.criteres_declares),
        "agents": event.agents,
        "etp": event.etp,
    }
    yield REMONTEE, row


@TERRITOIRE.on(Remontee.RemonteeRevisee)
def _revisee(event: Remontee.RemonteeRevisee) -> Iterator[Statement]:
    row = {
        "remontee_id": str(event.originator_id),
        "revisee_le": event.revisee_le,
        "criteres": len(event.criteres_declares),
        "agents": event.agents,
        "etp": event.etp,
    }
    yield REVISION, row


@TERRITOIRE.on(Repere, StructureActualisee)
def _lieu(event: Repere | StructureActualisee) -> Iterator[Statement]:
    row = {champ: event.fiche.get(champ) for champ in LIEU_DE_LA_FICHE}
    yield LIEU, {**row, "structure_id": str(subject_of(event))}


@TERRITOIRE.on(StructureNonRetenue)
def _non_retenue(event: StructureNonRetenue) -> Iterator[Statement]:
    yield REFUS, {"structure_id": str(subject_of(event)), "issue": event.issue}


@TERRITOIRE.on(PrioriteDeRelabellisationAccordee)
def _priorite(event: PrioriteDeRelabellisationAccordee) -> Iterator[Statement]:
    yield PRIORITE, {"structure_id": str(subject_of(event)), "jusqu_au": event.jusqu_au}


@TERRITOIRE.on(RemarquesLevees)
def _levees(event: RemarquesLevees) -> Iterator[Statement]:
    yield LEVEE, {"structure_id": str(subject_of(event))}


@TERRITOIRE.on(PlanDeDeploiement.PlanDeDeploiementAdopte, PlanDeDeploiement.PlanDeDeploiementRevise)
def _plan(event: Version) -> Iterator[Statement]:
    row = {
        "departement": event.departement,
        "version": event.originator_version,
        "le": event.le,
        "contenu": json.dumps(event.teneur, ensure_ascii=False),
    }
    yield PLAN, row


@TERRITOIRE.on(Consultation.AvisOperateursDemandes)
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


@TERRITOIRE.on(Consultation.AvisOperateurRendu)
def _rendu(event: Consultation.AvisOperateurRendu) -> Iterator[Statement]:
    row = {
        "consultation_id": str(event.originator_id),
        "operateur": event.operateur,
        "avis": event.avis,
        "commentaire": event.commentaire,
        "antenne_locale": None if event.antenne_locale is None else int(event.antenne_locale),
        "rendu_le": event.rendu_le,
        "tardif": int(event.tardif),
    }
    yield AVIS, row


@TERRITOIRE.on(InsertionReseau.InsertionExaminee)
def _inseree(event: InsertionReseau.InsertionExaminee) -> Iterator[Statement]:
    row = {
        "signalement_id": str(event.signalement_id),
        "structure_id": str(event.structure_id),
        "voisine": event.voisine,
        "minutes": event.minutes,
        "exception": event.exception,
        "raison": event.raison,
        "regles": json.dumps(event.regles),
    }
    yield INSERTION, row


@TERRITOIRE.on(AntenneOperateur.FermetureAntenneObservee)
def _fermee(event: AntenneOperateur.FermetureAntenneObservee) -> Iterator[Statement]:
    apres = int(event.apres_le_label)
    yield (
        ANTENNE,
        {**facts_of(event), "structure_id": str(event.structure_id), "apres_le_label": apres},
    )
