"""Deux structures fusionnent par erreur, puis se séparent : les cinq services, de bout en bout."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from services.audit.vigilance.questions import labellisees
from services.labellisation.dossier.commands import LabelliserStructure, SignalerStructure
from services.labellisation.fusion.commands import AnnulerFusion, FusionnerStructures
from services.labellisation.label.commands import FermerStructure, OuvrirFranceServices
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import PARIS
from shared.contracts.audit import AlerteQualiteEmise
from shared.contracts.labellisation import (
    FranceServicesOuverte,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.onboarding import (
    AccesRecu,
    AccesRendu,
    AnnexeARetirer,
    AnnexeRecue,
    AnnexeRendue,
    AnnexeStructureGeneree,
    CompteStructureCree,
)
from tests.scenarios.recit import CANTAL, MAISON, Recit

RELAIS = uuid5(NAMESPACE_URL, "relais des estives")
FICHE = {
    "matricule": "15-07",
    "nom": "Relais des Estives",
    "courriel": "accueil@relais-estives.example",
}
RAISON = "deux structures distinctes, à la même adresse"


def labelliser_le_relais(recit: Recit) -> None:
    """Une autre structure du département : elle a son lien, et pas encore de compte."""
    recit.remonter(RELAIS, **FICHE)
    enclave = {"exception": "ENCLAVEMENT", "motif": "col fermé"}
    recit.obtenir(SignalerStructure, CANTAL, structure_id=RELAIS, **enclave)
    audit_id = recit.auditer()
    recit.accorder(audit_id, RELAIS)
    effet = (recit.maintenant + timedelta(days=1)).date()
    recit.obtenir(LabelliserStructure, CANTAL, structure_id=RELAIS, date_effet=effet)


def label(recit: Recit, structure_id: UUID) -> UUID:
    labels = [each for each in recit.faits if isinstance(each, StructureLabellisee)]
    return next(each.label_id for each in labels if each.structure_id == structure_id)


def raccordement(recit: Recit, structure_id: UUID) -> Raccordement:
    service = recit.programme.components["onboarding"].service
    id = Raccordement.create_id(label(recit, structure_id))
    return service.load_or_refuse(Raccordement, id)


def cadre(recit: Recit) -> set[UUID]:
    le = recit.maintenant.astimezone(PARIS).date()
    model = recit.programme.components["audit"].model
    return {each["structure_id"] for each in labellisees(model, le)}


def prevenus(dossier: Path, sujet: str) -> set[str]:
    octets = (each.read_bytes() for each in dossier.iterdir())
    lus = [message_from_bytes(each, policy=policy.default) for each in octets]
    return {str(each["To"]) for each in lus if str(each["Subject"]).startswith(sujet)}


@pytest.fixture
def fusionnees(recit: Recit) -> Recit:
    """La maison a compte, agents formés et annexe ; le relais, qui n'a que l'annexe, l'absorbe."""
    recit.jusqu_au_label()
    recit.ouvrir_les_applications()
    recit.attendre(90)
    recit.former_les_agents(*recit.agents())
    assert recit.annonces(AnnexeStructureGeneree) == 1
    labelliser_le_relais(recit)
    recit.attendre(2)
    le = recit.maintenant.astimezone(PARIS).date()
    dit = {"structure_id": RELAIS, "absorbee_id": MAISON, "date_effet": le}
    recit.obtenir(FusionnerStructures, recit.agence, **dit)
    recit.attendre(2)
    return recit


def annuler(recit: Recit) -> Any:
    reponse = recit.demander(AnnulerFusion, recit.agence, motif=RAISON)
    recit.attendre(2)
    return reponse


def test_la_survivante_recoit_compte_et_agents_garde_son_annexe_et_ouvre_c_7_17_inv_09_inv_13(
    fusionnees: Recit, tmp_path: Path
) -> None:
    recit, fusion = fusionnees, fusionnees.dernier(StructuresFusionnees)
    assert (fusion.label_id, fusion.label_survivant_id) == (
        label(recit, MAISON),
        label(recit, RELAIS),
    )
    [compte] = [each for each in recit.faits if isinstance(each, CompteStructureCree)]
    recu = recit.dernier(AccesRecu)
    assert (recu.structure_id, recu.compte_id) == (RELAIS, compte.compte_id)
    assert set(recu.agents) == set(raccordement(recit, RELAIS).agents)
    assert (recit.annonces(AnnexeStructureGeneree), recit.annonces(AnnexeRecue)) == (2, 0)
    assert recit.dernier(AnnexeARetirer).structure_id == MAISON
    assert cadre(recit) == {RELAIS}
    assert {"AccesRecu", "AgentRecu"} <= set(recit.evenements(RELAIS, "onboarding"))
    porteurs = {"accueil@maison-estives.example", FICHE["courriel"]}
    assert porteurs < prevenus(tmp_path / "courriels", "Structures fusionnées")
    assert len(prevenus(tmp_path / "courriels", "Structures fusionnées")) == 3

    recit.obtenir(OuvrirFranceServices, CANTAL, structure_id=RELAIS)
    assert recit.dernier(FranceServicesOuverte).structure_id == RELAIS


def test_une_fusion_annulee_rend_a_chacune_ce_qu_elle_avait_c_7_17(
    fusionnees: Recit, tmp_path: Path
) -> None:
    recit = fusionnees
    assert annuler(recit).accepted

    assert (recit.etat(), recit.etat(RELAIS)) == ("LABELLISEE", "LABELLISEE")
    maison, relais = raccordement(recit, MAISON), raccordement(recit, RELAIS)
    assert (maison.acces, len(maison.agents), bool(maison.compte_id)) == ("OUVERT", 2, True)
    assert (relais.acces, relais.agents, relais.compte_id) == ("OUVERT", {}, None)
    assert (recit.annonces(AccesRendu), recit.annonces(AnnexeRendue)) == (1, 1)
    assert recit.dernier(AnnexeRendue).structure_id == MAISON
    assert recit.annonces(AnnexeStructureGeneree) == 2
    siennes = recit.programme.components["onboarding"].service
    annexe = AnnexeStructure.create_id(label(recit, RELAIS))
    assert siennes.load_or_refuse(AnnexeStructure, annexe).recue_de is None
    assert cadre(recit) == {MAISON, RELAIS}
    assert len(prevenus(tmp_path / "courriels", "Fusion annulée")) == 3
    assert recit.annonces(AlerteQualiteEmise) == 0

    refus = recit.demander(OuvrirFranceServices, CANTAL, structure_id=RELAIS)
    assert refus.code == "EffectifInsuffisant"
    recit.obtenir(OuvrirFranceServices, CANTAL)
    assert annuler(recit).code == "TransitionInterdite"


def test_une_fusion_ne_s_annule_plus_quand_la_survivante_a_ferme_c_7_17(fusionnees: Recit) -> None:
    recit, le = fusionnees, fusionnees.maintenant.astimezone(PARIS).date()
    dit = {"structure_id": RELAIS, "raison": "fin du bail", "date_effet": le}
    recit.obtenir(FermerStructure, CANTAL, **dit)
    assert annuler(recit).code == "AnnulationImpossible"
    assert recit.etat() == "FERMEE"
