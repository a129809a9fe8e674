"""Un label suspendu ou qui cesse : le lien, le compte, les applications et l'annexe suivent."""

from datetime import date

import pytest

from console.execution.embedded import InProcessBus
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.outils.commands import SaisirActivite
from services.onboarding.raccordement.commands import CreerCompte, DesinscrireAgent, RenouvelerLien
from shared.contracts import Contract
from shared.contracts.labellisation import (
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    StructureFermee,
    StructuresFusionnees,
)
from shared.contracts.onboarding import AccesFerme, AccesRetabli, AccesSuspendu, AnnexeARetirer
from shared.recording.application import Service
from shared.recording.message_context import wire_name
from shared.runtime.component import Component
from tests.contracts.language import sample
from tests.onboarding.faits import (
    ADA,
    AGENT,
    BANQUE,
    DROIT,
    GRACE,
    LABEL,
    LIENS,
    MAISON,
    NEUF,
    PORTEUR,
    annonces,
    apprendre,
    demander,
    engager,
    enregistres,
    inscrire,
    raccordement,
    tourner,
)

SUSPENDU = LabelSuspendu.read(sample("LabelSuspendu.v1"))
RETABLI = LabelRetabli.read(sample("LabelRetabli.v1"))
RETIRE = LabelRetire.read(sample("LabelRetire.v1"))
CE_LABEL = {"label_id": LABEL.label_id, "structure_id": MAISON}
FINS = [
    kind.read(sample(f"{kind.__name__}.v1")).model_copy(update=CE_LABEL)
    for kind in (LabelRetire, LabelRenonce, StructureFermee, StructuresFusionnees)
]


def sien(fait: Contract) -> Contract:
    return fait.model_copy(update=CE_LABEL)


def renouveler(service: Service) -> str | None:
    return demander(service, RenouvelerLien, BANQUE, **CE_LABEL).code


@pytest.mark.parametrize("fin", FINS, ids=lambda fin: type(fin).__name__)
def test_chaque_fin_de_label_revoque_le_lien_inv_13(onboarding: Service, fin: Contract) -> None:
    """INV-13 : le jeton du courriel ne crée plus de compte, et nul autre ne se demande."""
    apprendre(onboarding, LABEL)
    jeton = LIENS.signature.jeton(LABEL.label_id, raccordement(onboarding).lien_id)
    apprendre(onboarding, fin, fin)

    compte = demander(onboarding, CreerCompte, PORTEUR, structure_id=MAISON, jeton=jeton)
    assert (compte.code, renouveler(onboarding)) == ("LabelSansEffet", "LabelSansEffet")
    [dite] = annonces(onboarding, AccesFerme)
    assert (dite.label_id, dite.raison) == (LABEL.label_id, wire_name(type(fin)))


def test_la_suspension_gele_la_saisie_et_l_inscription_puis_les_rend(inscrite: Service) -> None:
    inscrire(inscrite, ADA, GRACE)
    saisie = {**CE_LABEL, "choix": {"OPERATEUR": "CAF"}}
    apprendre(inscrite, sien(SUSPENDU))
    refus = demander(inscrite, SaisirActivite, AGENT, **saisie)
    autre = inscrire(inscrite, "alan@estives.example")
    assert refus.code == autre.code == "LabelSansEffet" and "suspendu" in (refus.detail or "")

    apprendre(inscrite, sien(RETABLI))
    assert inscrire(inscrite, "alan@estives.example").accepted
    assert len(annonces(inscrite, AccesSuspendu)) == len(annonces(inscrite, AccesRetabli)) == 1


def test_un_agent_quitte_une_structure_qui_n_a_plus_de_label(inscrite: Service) -> None:
    inscrire(inscrite, ADA, GRACE)
    apprendre(inscrite, sien(RETIRE))
    assert demander(inscrite, DesinscrireAgent, PORTEUR, **CE_LABEL, courriel=ADA).accepted


@pytest.mark.parametrize("fait", [SUSPENDU, RETABLI, RETIRE], ids=lambda each: type(each).__name__)
def test_un_label_importe_n_a_ni_acces_ni_annexe(onboarding: Service, fait: Contract) -> None:
    apprendre(onboarding, fait)
    fermee = StructureFermee.read(sample("StructureFermee.v1"))
    apprendre(onboarding, fermee.model_copy(update={"label_id": None}))
    assert {type(event).__name__ for event in enregistres(onboarding)} == {"MessageRecu"}


def de_l_annexe(service: Service) -> list[str]:
    return [
        type(event).__name__
        for event in enregistres(service)
        if event.TOPIC in {f"onboarding.{kind.__name__}" for kind in ETAPES}
    ]


ETAPES = (
    AnnexeStructure.AnnexeEtablie,
    AnnexeStructure.AnnexeSansObjet,
    AnnexeStructure.AnnexeARetirer,
)


@pytest.mark.parametrize("fin", FINS, ids=lambda fin: type(fin).__name__)
def test_nulle_annexe_pour_une_structure_qui_n_a_plus_de_label_inv_09(
    onboarding: Service, fin: Contract
) -> None:
    """INV-09 : l'opérateur qui manquait s'engage après la fin du label."""
    apprendre(onboarding, LABEL, DROIT)
    apprendre(onboarding, fin, fin)
    for operateur in NEUF:
        engager(onboarding, operateur)
    assert de_l_annexe(onboarding) == ["AnnexeSansObjet"]


def test_le_financement_appris_apres_la_fin_n_etablit_rien_inv_09(onboarding: Service) -> None:
    for operateur in NEUF:
        engager(onboarding, operateur)
    apprendre(onboarding, LABEL, sien(RETIRE), DROIT)
    assert de_l_annexe(onboarding) == ["AnnexeSansObjet"]


def test_une_annexe_etablie_est_a_retirer_par_avenant_c7_16(onboarding: Service) -> None:
    for operateur in NEUF:
        engager(onboarding, operateur)
    apprendre(onboarding, LABEL, DROIT, sien(RETIRE), sien(RETIRE))
    assert de_l_annexe(onboarding) == ["AnnexeEtablie", "AnnexeARetirer"]
    [dite] = annonces(onboarding, AnnexeARetirer)
    assert dite.reference.startswith("FS-15-") and dite.le == date(2020, 6, 30)


def test_une_annexe_attend_la_fin_de_la_suspension_inv_09(onboarding: Service) -> None:
    apprendre(onboarding, LABEL, DROIT, sien(SUSPENDU))
    for operateur in NEUF:
        engager(onboarding, operateur)
    assert de_l_annexe(onboarding) == []

    apprendre(onboarding, sien(RETABLI))
    assert de_l_annexe(onboarding) == ["AnnexeEtablie"]


def test_une_annexe_reprise_attend_encore_ceux_qui_manquent(onboarding: Service) -> None:
    """A-045 : la convention, sans annexe qui l'attende, la retient de nouveau."""
    apprendre(onboarding, LABEL, DROIT, sien(SUSPENDU))
    engager(onboarding, NEUF[0])
    apprendre(onboarding, sien(RETABLI))
    for operateur in NEUF[1:]:
        engager(onboarding, operateur)
    assert de_l_annexe(onboarding) == ["AnnexeEtablie"]


def test_la_table_dit_l_annexe_sans_objet(ouverte: Component) -> None:
    apprendre(ouverte.service, sien(RETIRE))
    tourner(ouverte)
    [annexe] = ouverte.model.query("SELECT etat FROM annexes")
    assert annexe["etat"] == "SANS_OBJET"


def test_l_expiration_d_un_lien_revoque_n_est_plus_attendue(raccordee: Component) -> None:
    tourner(raccordee)
    attend = "SELECT COUNT(*) AS nombre FROM echeances"
    assert [row["nombre"] for row in raccordee.model.query(attend)] == [1]

    apprendre(raccordee.service, sien(RETIRE))
    for reader in raccordee.readers(InProcessBus([])):
        while reader.run():
            pass
    assert [row["nombre"] for row in raccordee.model.query(attend)] == [0]


def test_un_nouveau_label_ouvre_un_autre_acces(onboarding: Service) -> None:
    apprendre(onboarding, LABEL, sien(RETIRE))
    autre = LABEL.model_copy(update={"label_id": LABEL.accord_id, "message_id": LABEL.accord_id})
    apprendre(onboarding, autre)
    nouveau = {"structure_id": MAISON, "label_id": autre.label_id}
    assert demander(onboarding, RenouvelerLien, BANQUE, **nouveau).accepted
