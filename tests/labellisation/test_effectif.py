"""L'effectif d'un label, raconté par les faits du raccordement, dans tous les ordres."""

from datetime import UTC, date, datetime
from itertools import permutations
from uuid import UUID, uuid5

import pytest

from services.labellisation.effectif.domain import (
    AgentsNonFormes,
    EffectifDuLabel,
    EffectifInsuffisant,
    exiger_agents_formes,
)
from services.labellisation.label.commands import OuvrirFranceServices
from shared.contracts import Contract
from shared.contracts.onboarding import (
    AgentAFormer,
    AgentDesinscrit,
    ApplicationsOuvertes,
    ParcoursFormationAcheve,
)
from shared.messages.envelope import Envelope
from tests.contracts.language import sample
from tests.gwt import Fact, fact, specification
from tests.labellisation.bureau import Bureau, prefet, structure

given = specification(EffectifDuLabel)

MAISON, LABEL, PASSE = UUID(int=46), UUID(int=20), UUID(int=19)
ADA, GRACE = UUID(int=1), UUID(int=2)
PROGRAMME = "FORMATION-2019"
SUIVI = fact(EffectifDuLabel.EffectifSuivi, structure_id=MAISON, label_id=LABEL)


def compte(agent: UUID) -> Fact:
    ici = {"structure_id": MAISON, "programme": PROGRAMME}
    return fact(EffectifDuLabel.AgentCompte, agent_id=agent, **ici)


def forme(agent: UUID) -> Fact:
    ici = {"structure_id": MAISON, "programme": PROGRAMME}
    return fact(EffectifDuLabel.AgentForme, agent_id=agent, **ici)


def parti(agent: UUID) -> Fact:
    return fact(EffectifDuLabel.AgentParti, structure_id=MAISON, agent_id=agent)


EXIGER = (exiger_agents_formes, "Maison des Estives", 2, "OUVERTURE-2019")


def test_deux_agents_inscrits_et_formes_suffisent_a092_inv_14() -> None:
    given(SUIVI, compte(ADA), compte(GRACE), forme(ADA), forme(GRACE)).when(*EXIGER).then_nothing()


def test_le_refus_dit_combien_d_agents_et_de_quel_programme_inv_14() -> None:
    (
        given(SUIVI, compte(ADA), compte(GRACE), forme(ADA))
        .when(*EXIGER)
        .then_refused(AgentsNonFormes, "1 sur 2 (FORMATION-2019 : 1)", "Faites achever")
    )


def test_il_faut_le_minimum_d_agents_a117() -> None:
    given(SUIVI, compte(ADA), forme(ADA)).when(*EXIGER).then_refused(EffectifInsuffisant, "en faut")
    with pytest.raises(EffectifInsuffisant):
        exiger_agents_formes(None, "Maison des Estives", 2, "OUVERTURE-2019")


def test_un_agent_parti_ne_compte_plus_meme_si_son_depart_est_su_d_abord() -> None:
    given(SUIVI, parti(ADA)).when(EffectifDuLabel.compter, ADA, PROGRAMME).then(compte(ADA))
    faits = (parti(ADA), compte(ADA), compte(GRACE), forme(GRACE))
    given(SUIVI, *faits).when(*EXIGER).then_refused(EffectifInsuffisant, "inscrits : 1")


def test_un_fait_repete_ne_change_rien() -> None:
    connu = (SUIVI, compte(ADA), forme(ADA), parti(ADA))
    inscrite = (SUIVI, compte(ADA), forme(ADA))
    given(*inscrite).when(EffectifDuLabel.compter, ADA, PROGRAMME).then_nothing()
    given(*connu).when(EffectifDuLabel.former, ADA, PROGRAMME).then_nothing()
    given(*connu).when(EffectifDuLabel.quitter, ADA).then_nothing()


def test_un_agent_qu_une_autre_fusion_ramene_compte_de_nouveau_c_7_17_inv_14() -> None:
    rendus = (SUIVI, compte(ADA), compte(GRACE), forme(ADA), forme(GRACE), parti(ADA))
    given(*rendus).when(EffectifDuLabel.compter, ADA, PROGRAMME).then(compte(ADA))
    given(*rendus, compte(ADA)).when(*EXIGER).then_nothing()


MARS = date(2020, 3, 2)
JALONS = [
    ("compter", ADA), ("compter", GRACE), ("former", ADA), ("former", GRACE),
]  # fmt: skip


@pytest.mark.parametrize("ordre", list(permutations(JALONS)))
def test_l_ordre_des_faits_ne_change_pas_l_ouverture_inv_14(
    ordre: list[tuple[str, UUID]],
) -> None:
    """À chaque pas, l'ouverture n'est admise qu'une fois tout connu."""
    effectif = EffectifDuLabel.suivre(LABEL, MAISON)
    for demande, agent in ordre:
        with pytest.raises((AgentsNonFormes, EffectifInsuffisant)):
            exiger_agents_formes(effectif, "Maison", 2, "OUVERTURE-2019")
        getattr(effectif, demande)(agent, PROGRAMME)
        getattr(effectif, demande)(agent, PROGRAMME)
    exiger_agents_formes(effectif, "Maison", 2, "OUVERTURE-2019")


def entendre(bureau: Bureau, label_id: UUID | None, *faits: Contract) -> None:
    for rang, fait in enumerate(faits):
        sien: dict[str, UUID | None] = {
            "structure_id": structure("a"),
            "message_id": uuid5(fait.message_id, str(rang)),
        }
        if not isinstance(fait, ApplicationsOuvertes):
            sien |= {"label_id": label_id}
        dit = fait.model_copy(update={**sien, "occurred_at": datetime(2020, 3, 2, 9, tzinfo=UTC)})
        assert bureau.component.service.receive(Envelope.starting(dit)).accepted


A_FORMER = AgentAFormer.read(sample("AgentAFormer.v1"))
ACHEVE = ParcoursFormationAcheve.read(sample("ParcoursFormationAcheve.v1"))
OUVERTES = ApplicationsOuvertes.read(sample("ApplicationsOuvertes.v1"))
PARTI = AgentDesinscrit.read(sample("AgentDesinscrit.v1"))


def agents(*identites: UUID) -> list[Contract]:
    return [
        kind.model_copy(update={"agent_id": each, "message_id": uuid5(each, type(kind).__name__)})
        for each in identites
        for kind in (A_FORMER, ACHEVE)
    ]


def ouvrir(bureau: Bureau) -> str:
    ou = {"structure_id": structure("a")}
    return bureau.demander(OuvrirFranceServices, prefet(), MARS, **ou).code


def label(bureau: Bureau) -> UUID:
    rows = bureau.component.model.query("SELECT label_id FROM suivi_labels")
    return UUID(rows[0]["label_id"])


def test_les_agents_d_un_label_passe_n_ouvrent_pas_le_suivant_inv_14(bureau: Bureau) -> None:
    bureau.mener_au_label("a", date(2020, 2, 3))
    entendre(bureau, PASSE, OUVERTES, *agents(ADA, GRACE))
    assert ouvrir(bureau) == "EffectifInsuffisant"
    entendre(bureau, label(bureau), *agents(ADA, GRACE))
    assert ouvrir(bureau) == ""


def test_un_fait_d_avant_vaut_pour_le_label_en_cours_et_un_depart_sans_nom_pour_personne(
    bureau: Bureau,
) -> None:
    """Les premières versions ne nommaient ni le label d'un agent, ni celui qui part."""
    bureau.mener_au_label("a", date(2020, 2, 3))
    ancien = A_FORMER.model_copy(update={"agent_id": ADA})
    entendre(bureau, None, OUVERTES, ancien)
    entendre(bureau, label(bureau), *agents(GRACE), PARTI)
    assert ouvrir(bureau) == "AgentsNonFormes"
