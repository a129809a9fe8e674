"""Deux structures labellisées fusionnent, puis se séparent : accès, agents, formation, annexe."""

from typing import Any
from uuid import UUID, uuid5

import pytest

from services.onboarding.convention.commands import EnregistrerAnnexe
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.formation.commands import ValiderModule
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.raccordement.commands import (
    CreerCompte,
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.labellisation import (
    FusionAnnulee,
    LabelSuspendu,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.onboarding import (
    AccesFerme,
    AccesRecu,
    AccesRendu,
    AccesRestitue,
    AgentAFormer,
    AgentDesinscrit,
    AnnexeARetirer,
    AnnexeRecue,
    AnnexeRendue,
    ApplicationsOuvertes,
)
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.contracts.language import sample
from tests.onboarding.faits import (
    ADA,
    BANQUE,
    DROIT,
    GRACE,
    LABEL,
    LIENS,
    MAISON,
    NEUF,
    VOISINE,
    annonces,
    apprendre,
    creer_le_compte,
    demander,
    engager,
    inscrire,
    raccordement,
    tourner,
)

ALAN = "alan@estives.example"
AUTRE_LABEL = UUID(int=471)
AILLEURS = {"structure_id": VOISINE, "label_id": AUTRE_LABEL}
REDACTEUR = Acteur(role="SERVICE", id="onboarding")
VOISIN = Acteur(role="PORTEUR", id="porteur voisin", structure_id=VOISINE)


def ailleurs(fait: Any) -> Any:
    """Le même fait, dit de la voisine."""
    return fait.model_copy(update={**AILLEURS, "message_id": uuid5(fait.message_id, "voisine")})


LABEL_VOISIN: StructureLabellisee = ailleurs(LABEL)
DROIT_VOISIN: DroitAuForfaitOuvert = ailleurs(DROIT)
LES_DEUX = {
    "structure_id": MAISON,
    "label_id": LABEL.label_id,
    "survivante_id": VOISINE,
    "label_survivant_id": AUTRE_LABEL,
}
FUSION = StructuresFusionnees.read(sample("StructuresFusionnees.v1")).model_copy(update=LES_DEUX)
ANNULEE = FusionAnnulee.read(sample("FusionAnnulee.v1")).model_copy(update=LES_DEUX)


def du_voisin(service: Service) -> Raccordement:
    return service.load_or_refuse(Raccordement, Raccordement.create_id(AUTRE_LABEL))


def formation(service: Service, label_id: UUID) -> FormationStructure:
    return service.load_or_refuse(FormationStructure, FormationStructure.create_id(label_id))


def annexe(service: Service, label_id: UUID) -> AnnexeStructure:
    return service.load_or_refuse(AnnexeStructure, AnnexeStructure.create_id(label_id))


def creer_le_compte_voisin(service: Service) -> Outcome:
    jeton = LIENS.signature.jeton(AUTRE_LABEL, du_voisin(service).lien_id)
    return demander(service, CreerCompte, VOISIN, structure_id=VOISINE, jeton=jeton)


def inscrire_chez_la_voisine(service: Service, *courriels: str) -> Outcome:
    agents = [{"courriel": each} for each in courriels]
    return demander(service, InscrireAgents, VOISIN, **AILLEURS, agents=agents)


@pytest.fixture
def deux(inscrite: Service) -> Service:
    """La maison a son compte et deux agents ; la voisine n'a encore que son lien."""
    inscrire(inscrite, ADA, GRACE)
    apprendre(inscrite, LABEL_VOISIN)
    return inscrite


def test_la_survivante_sans_compte_recoit_celui_de_l_absorbee_et_ses_agents_c_7_17(
    deux: Service,
) -> None:
    """Ses applications s'ouvrent ; l'absorbée est fermée ; un second lien ne sert plus."""
    compte, agents = raccordement(deux).compte_id, dict(raccordement(deux).agents)
    apprendre(deux, FUSION, FUSION)

    assert (du_voisin(deux).compte_id, du_voisin(deux).agents) == (compte, agents)
    [dit] = annonces(deux, AccesRecu)
    assert (dit.structure_id, dit.absorbee_id, dit.compte_id) == (VOISINE, MAISON, compte)
    assert set(dit.agents) == set(agents)
    assert [each.structure_id for each in annonces(deux, ApplicationsOuvertes)] == [MAISON, VOISINE]
    assert len(annonces(deux, AccesFerme)) == 1
    assert inscrire(deux, ALAN).code == "LabelSansEffet"
    assert inscrire_chez_la_voisine(deux, ALAN).accepted
    assert demander(deux, RenouvelerLien, BANQUE, **AILLEURS).code == "LienDejaUtilise"


def test_la_survivante_garde_son_compte_et_ne_recoit_que_les_agents_qu_elle_n_a_pas_c_7_17(
    deux: Service,
) -> None:
    creer_le_compte_voisin(deux)
    inscrire_chez_la_voisine(deux, ADA)
    sien = du_voisin(deux).compte_id
    [ada] = du_voisin(deux).agents
    jumelle = next(each for each, dit in raccordement(deux).agents.items() if dit == ADA)
    suivi = {"structure_id": MAISON, "label_id": LABEL.label_id, "agent_id": jumelle}
    assert demander(deux, ValiderModule, BANQUE, **suivi, module="OUTILS").accepted
    apprendre(deux, FUSION)

    assert "OUTILS" not in formation(deux, AUTRE_LABEL).restants[ada]
    assert du_voisin(deux).compte_id == sien
    assert sorted(du_voisin(deux).agents.values()) == sorted([ADA, GRACE])
    [dit] = annonces(deux, AccesRecu)
    assert (dit.compte_id, len(dit.agents)) == (None, 1)


def test_un_agent_garde_dans_la_survivante_son_programme_et_ce_qu_il_a_valide_c_7_17_inv_14(
    deux: Service,
) -> None:
    ada, grace = raccordement(deux).agents
    suivi = {"structure_id": MAISON, "label_id": LABEL.label_id, "agent_id": ada}
    assert demander(deux, ValiderModule, BANQUE, **suivi, module="OUTILS").accepted
    apprendre(deux, FUSION)

    suivies = formation(deux, AUTRE_LABEL)
    assert suivies.restants[ada] == suivies.restants[grace] - {"OUTILS"}
    assert suivies.restants[grace] == formation(deux, LABEL.label_id).restants[grace]
    dits = [each for each in annonces(deux, AgentAFormer) if each.label_id == AUTRE_LABEL]
    assert {each.agent_id for each in dits} == {ada, grace}
    assert {each.structure_id for each in dits} == {VOISINE}


def test_une_fusion_annulee_rend_le_compte_et_les_agents_c_7_17(deux: Service) -> None:
    """Celui qui est parti entre-temps est parti ; celui que l'autre a inscrit lui reste."""
    compte = raccordement(deux).compte_id
    apprendre(deux, FUSION)
    inscrire_chez_la_voisine(deux, ALAN)
    parti = {**AILLEURS, "courriel": GRACE}
    assert demander(deux, DesinscrireAgent, VOISIN, **parti).accepted
    apprendre(deux, ANNULEE, ANNULEE)

    assert (raccordement(deux).acces, raccordement(deux).compte_id) == ("OUVERT", compte)
    assert list(raccordement(deux).agents.values()) == [ADA]
    assert (du_voisin(deux).compte_id, list(du_voisin(deux).agents.values())) == (None, [ALAN])
    [rendu] = annonces(deux, AccesRendu)
    assert (rendu.structure_id, rendu.survivante_id) == (MAISON, VOISINE)
    partis = [(each.structure_id, each.agents) for each in annonces(deux, AgentDesinscrit)]
    assert partis == [(VOISINE, 2), (MAISON, 1)]
    [restitue] = annonces(deux, AccesRestitue)
    assert (restitue.structure_id, restitue.compte_id) == (VOISINE, compte)
    assert restitue.agents == list(raccordement(deux).agents)
    assert inscrire(deux, GRACE).accepted


def test_une_fusion_annulee_se_refait_et_les_agents_sont_annonces_de_nouveau_c_7_17_inv_14(
    deux: Service,
) -> None:
    encore = FUSION.model_copy(update={"message_id": UUID(int=9)})
    apprendre(deux, FUSION, ANNULEE, encore)
    assert len(annonces(deux, AccesRecu)) == 2
    dits = [each for each in annonces(deux, AgentAFormer) if each.label_id == AUTRE_LABEL]
    assert [each.agent_id for each in dits] == [*du_voisin(deux).agents] * 2


def test_un_acces_gele_avant_la_fusion_l_est_encore_apres_son_annulation_inv_13_c_7_17(
    deux: Service,
) -> None:
    suspendu = LabelSuspendu.read(sample("LabelSuspendu.v1"))
    sien = {"label_id": LABEL.label_id, "structure_id": MAISON}
    apprendre(deux, suspendu.model_copy(update=sien), FUSION, ANNULEE)
    assert inscrire(deux, ALAN).code == "LabelSansEffet"
    assert raccordement(deux).acces == "SUSPENDU"


def test_un_lien_qui_n_avait_pas_servi_vaut_de_nouveau_et_expire_c_7_17(
    raccordee: Component,
) -> None:
    apprendre(raccordee.service, LABEL_VOISIN, FUSION)
    tourner(raccordee)
    attend = "SELECT COUNT(*) AS nombre FROM echeances"
    assert raccordee.model.query(attend) == [{"nombre": 1}]
    apprendre(raccordee.service, ANNULEE)
    tourner(raccordee)
    assert raccordee.model.query(attend) == [{"nombre": 2}]
    assert creer_le_compte(raccordee.service).accepted


def ecrire(service: Service) -> str:
    """L'annexe de la maison est établie, et ses documents écrits."""
    id = AnnexeStructure.create_id(LABEL.label_id)
    champs = ("fichier_pdf", "empreinte_pdf", "fichier_docx", "empreinte_docx")
    dit = {"structure_id": MAISON, "annexe_id": id, "gabarit": "annexe/1"}
    fichiers = dict.fromkeys(champs, "x")
    assert demander(service, EnregistrerAnnexe, REDACTEUR, **dit, **fichiers).accepted
    return annexe(service, LABEL.label_id).reference


def test_l_annexe_ecrite_passe_a_une_survivante_qui_n_en_a_pas_puis_revient_c_7_17_inv_09(
    deux: Service,
) -> None:
    for operateur in NEUF:
        engager(deux, operateur)
    apprendre(deux, DROIT)
    reference = ecrire(deux)
    apprendre(deux, FUSION)

    [recue] = annonces(deux, AnnexeRecue)
    assert (recue.structure_id, recue.reference, recue.absorbee_id) == (VOISINE, reference, MAISON)
    assert annonces(deux, AnnexeARetirer) == []
    apprendre(deux, DROIT_VOISIN)
    assert annexe(deux, AUTRE_LABEL).reference == reference

    apprendre(deux, ANNULEE)
    [rendue] = annonces(deux, AnnexeRendue)
    assert (rendue.structure_id, rendue.reference) == (MAISON, reference)
    assert not annexe(deux, LABEL.label_id).est_close
    assert annexe(deux, AUTRE_LABEL).recue_de is None
    assert annexe(deux, AUTRE_LABEL).reference, "its own is established at once"


def test_la_survivante_garde_son_annexe_et_l_autre_est_a_retirer_c_7_17_inv_09(
    deux: Service,
) -> None:
    for operateur in NEUF:
        engager(deux, operateur)
    apprendre(deux, DROIT, DROIT_VOISIN)
    reference = ecrire(deux)
    apprendre(deux, FUSION)
    assert [each.reference for each in annonces(deux, AnnexeARetirer)] == [reference]
    assert annonces(deux, AnnexeRecue) == []

    apprendre(deux, ANNULEE)
    assert [each.reference for each in annonces(deux, AnnexeRendue)] == [reference]


def test_sans_label_survivant_connu_la_fusion_ferme_et_son_annulation_rouvre_c_7_17(
    inscrite: Service,
) -> None:
    """Une survivante dont le label est repris d'une liste n'a pas de raccordement."""
    inscrire(inscrite, ADA, GRACE)
    apprendre(inscrite, FUSION)
    assert inscrire(inscrite, ALAN).code == "LabelSansEffet"
    apprendre(inscrite, ANNULEE)
    assert inscrire(inscrite, ALAN).accepted
    assert annonces(inscrite, AccesRecu) == []


def test_un_agent_est_rendu_avec_ce_qu_il_a_valide_pendant_la_fusion_c_7_17_inv_14(
    deux: Service,
) -> None:
    ada, _ = raccordement(deux).agents
    apprendre(deux, FUSION)
    qui = {"agent_id": ada, "module": "OUTILS"}
    assert demander(deux, ValiderModule, BANQUE, **AILLEURS, **qui).accepted
    assert "OUTILS" in formation(deux, LABEL.label_id).restants[ada]
    apprendre(deux, ANNULEE)
    assert "OUTILS" not in formation(deux, LABEL.label_id).restants[ada]


def test_les_tables_suivent_la_fusion_et_son_annulation_c_7_17(ouverte: Component) -> None:
    apprendre(ouverte.service, LABEL_VOISIN, FUSION)
    tourner(ouverte)
    ou = "SELECT etat, agents FROM raccordements WHERE structure_id = :id"
    assert ouverte.model.query(ou, {"id": str(VOISINE)}) == [
        {"etat": "APPLICATIONS_OUVERTES", "agents": 2}
    ]
    apprendre(ouverte.service, ANNULEE)
    tourner(ouverte)
    assert ouverte.model.query(ou, {"id": str(VOISINE)}) == [{"etat": "LIEN_ENVOYE", "agents": 0}]
