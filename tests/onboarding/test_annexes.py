"""L'annexe d'une structure, racontée par ses faits, puis par le service qui la fait avancer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.onboarding.component import HANDLERS
from services.onboarding.convention.domain.annexe import (
    AnnexeStructure,
    FinancementEnregistre,
    LabelAnnonce,
)
from services.onboarding.convention.policies.enregistrement import (
    financement_enregistre,
    financement_relu,
)
from services.onboarding.convention.policies.redaction import rediger
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.onboarding import AnnexeEnAttente
from shared.personal_data.key_ring import KeyRing
from shared.recording.application import Service
from tests.contracts.language import sample
from tests.gwt import Fact, fact, specification
from tests.onboarding.faits import (
    DROIT,
    LABEL,
    LIENS,
    MAISON,
    NEUF,
    SOCLE,
    annonces,
    apprendre,
    engager,
    enregistres,
)

given = specification(AnnexeStructure)

DESIGNATION = {"nom": "Maison des Estives"}
CNAV = {"CNAV": "Caisse nationale d'assurance vieillesse"}
CNAF = {"CNAF": "Caisse nationale des allocations familiales"}
DROITS = DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente
CHAMPS_DU_DROIT = {nom for kind in DROITS for nom in kind.model_fields}

OUVERTE = fact(AnnexeStructure.AnnexeOuverte, label_id=LABEL.label_id, structure_id=MAISON)
TOUT_EST_SU = (
    OUVERTE,
    fact(AnnexeStructure.LabelAppris, structure_id=MAISON, label={"structure": DESIGNATION}),
    fact(AnnexeStructure.FinancementAppris, structure_id=MAISON, financement={"annee": 2020}),
)


def en_attente(manquants: dict[str, str]) -> Fact:
    return fact(
        AnnexeStructure.AnnexeEnAttente,
        structure_id=MAISON,
        structure=DESIGNATION,
        operateurs_manquants=manquants,
    )


def encore(manquants: dict[str, str]) -> Fact:
    revus = AnnexeStructure.OperateursManquantsRevus
    return fact(revus, structure_id=MAISON, operateurs_manquants=manquants)


def test_une_annexe_attend_la_convention_a045() -> None:
    manquants = {**CNAV, **CNAF}
    given(*TOUT_EST_SU).when(AnnexeStructure.attendre, manquants, SOCLE).then(en_attente(manquants))


def test_une_annexe_qui_attend_deja_dit_seulement_qui_manque_encore() -> None:
    deja = given(*TOUT_EST_SU, en_attente({**CNAV, **CNAF}))
    deja.when(AnnexeStructure.attendre, CNAV, SOCLE).then(encore(CNAV))


def test_attendre_les_memes_operateurs_ne_change_rien() -> None:
    deja = given(*TOUT_EST_SU, en_attente({**CNAV, **CNAF}), encore(CNAV))
    deja.when(AnnexeStructure.attendre, CNAV, SOCLE).then_nothing()


def test_rien_n_attend_tant_que_le_financement_n_est_pas_su_a057() -> None:
    given(*TOUT_EST_SU[:2]).when(AnnexeStructure.attendre, CNAV, SOCLE).then_nothing()


@pytest.mark.parametrize(
    ("garde", "publie"),
    [
        (LabelAnnonce, StructureLabellisee.model_fields),
        (FinancementEnregistre, CHAMPS_DU_DROIT),
    ],
)
def test_ce_que_l_annexe_garde_a_les_champs_de_ce_qui_fut_annonce(
    garde: Any, publie: dict[str, Any]
) -> None:
    assert set(garde.__annotations__) == set(publie)


def test_l_attente_se_dit_une_fois_quel_que_soit_l_ordre_des_engagements_a045(
    onboarding: Service,
) -> None:
    """A-045, A-057 : chaque engagement s'écrit dans l'histoire, un seul fait prévient."""
    apprendre(onboarding, LABEL, DROIT)
    for operateur in NEUF[:-1]:
        engager(onboarding, operateur)

    [annonce] = annonces(onboarding, AnnexeEnAttente)
    assert annonce.operateurs_manquants == NEUF
    revus = AnnexeStructure.OperateursManquantsRevus
    manquants = [
        list(e.operateurs_manquants) for e in enregistres(onboarding) if isinstance(e, revus)
    ]
    assert manquants == [NEUF[rang:] for rang in range(1, len(NEUF))]


def test_un_droit_en_attente_n_arrete_pas_l_annexe_qui_dit_pourquoi_a057_a058() -> None:
    """Un label de 2024 ou de 2026 a une annexe : son financement n'est pas encore connu."""
    attendu = DroitEnAttente.read(sample("DroitEnAttente.v1"))
    contenu = rediger(LABEL, attendu, (), {}, (), None, "2024-02-01")

    assert (contenu.financement.annee, contenu.financement.montant_centimes) == (2024, None)
    assert contenu.financement.observation == attendu.raison
    assert financement_relu(financement_enregistre(attendu)) == attendu


@pytest.mark.parametrize("faits", [(LABEL, DROIT), (DROIT, LABEL)])
def test_le_dernier_engagement_etablit_l_annexe_et_cite_ses_regles(
    onboarding: Service, faits: tuple[Contract, ...]
) -> None:
    """A-045, A-056, A-057 : l'annexe cite l'accord-cadre, et le jour où le socle fut réuni."""
    for operateur in NEUF[:-1]:
        engager(onboarding, operateur)
    apprendre(onboarding, *faits)
    engager(onboarding, NEUF[-1])

    [etablie] = [e for e in enregistres(onboarding) if isinstance(e, AnnexeStructure.AnnexeEtablie)]
    assert etablie.contenu["convention"]["accord_cadre_le"] == "2019-11-12"
    assert etablie.contenu["convention"]["complete_le"] == "2019-11-15"
    assert etablie.provenance["regles"] == ["SOCLE", "ACCORD-CADRE-2019"]


def test_une_annexe_d_avant_l_accord_cadre_national_ne_le_cite_pas_a056(
    keys: KeyRing,
) -> None:
    avant = SimulatedClock(datetime(2019, 11, 11, 9, tzinfo=UTC))
    onboarding = Service(HANDLERS, {}, avant, keys, given={"liens": LIENS})
    for operateur in NEUF:
        engager(onboarding, operateur)
    apprendre(onboarding, LABEL, DROIT.model_copy(update={"occurred_at": avant.now()}))

    etablie = enregistres(onboarding)[-2]
    assert isinstance(etablie, AnnexeStructure.AnnexeEtablie)
    assert etablie.contenu["convention"]["accord_cadre_le"] is None
    assert etablie.provenance["regles"] == ["SOCLE"]


def etablies(onboarding: Service) -> int:
    return sum(isinstance(e, AnnexeStructure.AnnexeEtablie) for e in enregistres(onboarding))


def test_une_annexe_ne_va_qu_a_une_structure_labellisee_du_departement_de_la_convention(
    onboarding: Service,
) -> None:
    """INV-09 : ni sans label, ni par la convention d'un autre département."""
    for operateur in NEUF:
        engager(onboarding, operateur, "46")
    apprendre(onboarding, DROIT)
    assert etablies(onboarding) == 0
    apprendre(onboarding, LABEL)
    assert LABEL.fiche.departement == "15" and etablies(onboarding) == 0

    for operateur in NEUF:
        engager(onboarding, operateur)
    assert etablies(onboarding) == 1
