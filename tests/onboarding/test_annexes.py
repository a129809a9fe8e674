"""L'annexe d'une structure, racontée par ses faits, puis par le service qui la fait avancer."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid5

import pytest

from services.onboarding.application import Onboarding
from services.onboarding.convention.commands import EngagerOperateur
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement.reading import Liens
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.onboarding import AnnexeEnAttente
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope
from shared.personal_data.key_ring import KeyRing
from tests.contracts.language import sample
from tests.gwt import fact, specification

given = specification(AnnexeStructure)

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
DROIT = DroitAuForfaitOuvert.read(sample("DroitAuForfaitOuvert.v1"))
MAISON = LABEL.structure_id
DESIGNATION = {"nom": "Maison des Estives"}
CNAV = {"CNAV": "Caisse nationale d'assurance vieillesse"}
CNAF = {"CNAF": "Caisse nationale des allocations familiales"}
LIENS = Liens("essai", "https://plateforme.example")
DEBUT = datetime(2019, 11, 15, 9, tzinfo=UTC)
NEUF = [operateur.code for operateur in charger_socle().en_vigueur(date(2020, 1, 1))]

OUVERTE = fact(AnnexeStructure.AnnexeOuverte, label_id=LABEL.label_id, structure_id=MAISON)
TOUT_EST_SU = (
    OUVERTE,
    fact(AnnexeStructure.LabelAppris, structure_id=MAISON, label={"structure": DESIGNATION}),
    fact(AnnexeStructure.FinancementAppris, structure_id=MAISON, financement={"annee": 2020}),
)


def attente(event: type[Any], manquants: dict[str, str]) -> Any:
    said: dict[str, Any] = {"structure_id": MAISON, "operateurs_manquants": manquants}
    return fact(event, **said, **({"structure": DESIGNATION} if event is EN_ATTENTE else {}))


EN_ATTENTE, ENCORE = AnnexeStructure.AnnexeEnAttente, AnnexeStructure.OperateursManquantsRevus


def test_une_annexe_attend_la_convention_a045() -> None:
    (
        given(*TOUT_EST_SU)
        .when(lambda annexe: annexe.attendre({**CNAV, **CNAF}))
        .then(attente(EN_ATTENTE, {**CNAV, **CNAF}))
    )


def test_une_annexe_qui_attend_deja_dit_seulement_qui_manque_encore() -> None:
    (
        given(*TOUT_EST_SU, attente(EN_ATTENTE, {**CNAV, **CNAF}))
        .when(lambda annexe: annexe.attendre(CNAV))
        .then(attente(ENCORE, CNAV))
    )


def test_attendre_les_memes_operateurs_ne_change_rien() -> None:
    (
        given(*TOUT_EST_SU, attente(EN_ATTENTE, {**CNAV, **CNAF}), attente(ENCORE, CNAV))
        .when(lambda annexe: annexe.attendre(CNAV))
        .then_nothing()
    )


def test_rien_n_attend_tant_que_le_financement_n_est_pas_su_a057() -> None:
    given(*TOUT_EST_SU[:2]).when(lambda annexe: annexe.attendre(CNAV)).then_nothing()


@pytest.fixture
def onboarding(keys: KeyRing) -> Onboarding:
    return Onboarding({}, SimulatedClock(DEBUT), keys, LIENS)


def engager(onboarding: Onboarding, operateur: str, departement: str = "15") -> None:
    command = EngagerOperateur(
        message_id=uuid5(MAISON, f"{operateur} {departement}"),
        acteur=Acteur(role="PREFET", id="préfecture", departement=departement),
        departement=departement,
        operateur=operateur,
        le=date(2019, 11, 15),
    )
    assert onboarding.receive(Envelope.starting(command)).accepted


def apprendre(onboarding: Onboarding, *faits: Contract) -> None:
    for fait in faits:
        assert onboarding.receive(Envelope.starting(fait)).accepted


def enregistres(onboarding: Onboarding) -> list[Any]:
    return [
        onboarding.mapper.to_domain_event(each)
        for each in onboarding.recorder.select_notifications(start=None, limit=1000)
    ]


def dits(onboarding: Onboarding, kind: type[Contract]) -> list[Contract]:
    contracts = (to_contract(event) for event in enregistres(onboarding))
    return [contract for contract in contracts if isinstance(contract, kind)]


def test_l_attente_se_dit_une_fois_quel_que_soit_l_ordre_des_engagements_a045(
    onboarding: Onboarding,
) -> None:
    """A-045, A-057 : chaque engagement s'écrit dans l'histoire, un seul fait prévient."""
    apprendre(onboarding, LABEL, DROIT)
    for operateur in NEUF[:-1]:
        engager(onboarding, operateur)

    [annonce] = dits(onboarding, AnnexeEnAttente)
    assert isinstance(annonce, AnnexeEnAttente)
    assert annonce.operateurs_manquants == NEUF
    manquants = [
        list(e.operateurs_manquants) for e in enregistres(onboarding) if isinstance(e, ENCORE)
    ]
    assert manquants == [NEUF[rang:] for rang in range(1, len(NEUF))]


@pytest.mark.parametrize("faits", [(LABEL, DROIT), (DROIT, LABEL)])
def test_le_dernier_engagement_etablit_l_annexe_et_cite_ses_regles(
    onboarding: Onboarding, faits: tuple[Contract, ...]
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
    onboarding = Onboarding({}, avant, keys, LIENS)
    for operateur in NEUF:
        engager(onboarding, operateur)
    apprendre(onboarding, LABEL, DROIT.model_copy(update={"occurred_at": avant.now()}))

    etablie = enregistres(onboarding)[-2]
    assert isinstance(etablie, AnnexeStructure.AnnexeEtablie)
    assert etablie.contenu["convention"]["accord_cadre_le"] is None
    assert etablie.provenance["regles"] == ["SOCLE"]


def etablies(onboarding: Onboarding) -> int:
    return sum(isinstance(e, AnnexeStructure.AnnexeEtablie) for e in enregistres(onboarding))


def test_une_annexe_ne_va_qu_a_une_structure_labellisee_du_departement_de_la_convention(
    onboarding: Onboarding,
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
