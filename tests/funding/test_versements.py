"""Notifier et verser un forfait, tel que le service le reçoit et l'annonce (A-032)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.funding.forfait.domain.versement import ForfaitVerse as VersementEnregistre
from services.funding.publishing import to_contract
from services.funding.versements.commands import NotifierForfait, VerserForfait
from shared.clock import SimulatedClock
from shared.contracts.funding import ForfaitNotifie, ForfaitVerse
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON = LABEL.structure_id
CANTAL = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")
LOZERE = Acteur(role="PREFET", id="préfecture de la Lozère", departement="48")
AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")
PORTEUR = Acteur(role="PORTEUR", id="mairie", structure_id=MAISON)
DIT: dict[str, Any] = {
    "reference": "2020-FNADT-000415",
    "fonds": "FNADT",
    "montant_centimes": 10_000_00,
    "le": date(2020, 2, 3),
}


@pytest.fixture
def ouvert(funding: Service) -> Service:
    """Un droit de 2020 ouvert, le 3 février 2020."""
    assert funding.receive(Envelope.starting(LABEL)).accepted
    clock = funding.clock
    assert isinstance(clock, SimulatedClock)
    clock.advance(datetime(2020, 2, 3, 9, tzinfo=UTC))
    return funding


def demander(service: Service, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id, "annee": 2020, **dit}
    message_id = uuid5(MAISON, f"{kind.__name__} {acteur} {champs}")
    demande = kind.model_validate({"message_id": message_id, "acteur": acteur, **champs})
    return service.receive(Envelope.starting(demande))


def notifier(service: Service, acteur: Acteur = CANTAL, **dit: Any) -> Outcome:
    return demander(service, NotifierForfait, acteur, **dit)


def verser(service: Service, acteur: Acteur = CANTAL, **dit: Any) -> Outcome:
    return demander(service, VerserForfait, acteur, **{**DIT, **dit})


def annonces(service: Service, kind: type[Any]) -> list[Any]:
    dites = (to_contract(event) for _, event in recorded_after(service, 0))
    return [each for each in dites if isinstance(each, kind)]


def versements(service: Service) -> list[Any]:
    return [
        event for _, event in recorded_after(service, 0) if isinstance(event, VersementEnregistre)
    ]


@pytest.mark.parametrize("acteur", [CANTAL, AGENCE], ids=["préfet", "agence"])
def test_un_forfait_notifie_puis_verse_s_annonce_avec_ses_regles_a_032_inv_17(
    ouvert: Service, acteur: Acteur
) -> None:
    assert notifier(ouvert, acteur).accepted and verser(ouvert, acteur).accepted

    [notifie], [verse] = annonces(ouvert, ForfaitNotifie), annonces(ouvert, ForfaitVerse)
    assert (notifie.montant_centimes, notifie.le) == (30_000_00, date(2020, 2, 3))
    assert notifie.parts_centimes == {"FNADT": 15_000_00, "FNFS": 15_000_00}
    assert (verse.reference, verse.fonds, verse.le) == (DIT["reference"], "FNADT", DIT["le"])
    assert (verse.verse_centimes, verse.reste_centimes) == (10_000_00, 20_000_00)
    assert verse.structure_id == notifie.structure_id == MAISON
    assert verse.structure.courriel == LABEL.fiche.courriel
    [enregistre] = versements(ouvert)
    assert enregistre.provenance["regles"] == verse.regles == ["FORFAIT-2020-HORS-POSTE"]


def test_une_notification_redite_n_en_fait_qu_une(ouvert: Service) -> None:
    assert notifier(ouvert).accepted and notifier(ouvert, AGENCE).accepted
    assert len(annonces(ouvert, ForfaitNotifie)) == 1


def test_la_meme_reference_sous_une_autre_demande_n_est_versee_qu_une_fois(
    ouvert: Service,
) -> None:
    notifier(ouvert)
    assert verser(ouvert).accepted and verser(ouvert, AGENCE).accepted
    assert verser(ouvert, montant_centimes=1).code == "ReferenceDejaUtilisee"
    assert len(versements(ouvert)) == 1


def test_un_versement_refuse_avant_la_notification_est_accepte_apres(ouvert: Service) -> None:
    """La même demande, sous le même identifiant, est décidée de nouveau."""
    assert verser(ouvert).code == "ForfaitNonNotifie"
    assert notifier(ouvert).accepted and verser(ouvert).accepted
    assert len(versements(ouvert)) == 1


@pytest.mark.parametrize(
    ("dit", "code", "mot"),
    [
        ({"montant_centimes": 15_000_01}, "VersementExcessif", "15\u00a0000,00"),
        ({"le": date(2020, 2, 4)}, "VersementAVenir", "4\u00a0février"),
        ({"le": date(2020, 2, 2)}, "ForfaitNonNotifie", "2\u00a0février"),
        ({"fonds": "FPNPT"}, "VersementExcessif", "FPNPT"),
        ({"fonds": "DGFIP"}, "FondsInconnu", "FNADT, FNFS, FPNPT"),
        ({"annee": 2021}, "Introuvable", "2021"),
        ({"label_id": UUID(int=9)}, "Introuvable", str(UUID(int=9))),
        ({"structure_id": UUID(int=8)}, "Introuvable", str(UUID(int=8))),
        ({"acteur": LOZERE}, "DepartementEtranger", "48"),
        ({"acteur": PORTEUR}, "RoleNonAutorise", "PORTEUR"),
    ],
)
def test_un_versement_est_refuse_en_disant_pourquoi_a_032(
    ouvert: Service, dit: dict[str, Any], code: str, mot: str
) -> None:
    notifier(ouvert)
    refus = verser(ouvert, dit.pop("acteur", CANTAL), **dit)

    assert (refus.accepted, refus.code) == (False, code)
    assert mot in (refus.detail or "")
    assert not versements(ouvert)


@pytest.mark.parametrize(
    ("acteur", "code"), [(LOZERE, "DepartementEtranger"), (PORTEUR, "RoleNonAutorise")]
)
def test_ne_notifie_pas_qui_veut(ouvert: Service, acteur: Acteur, code: str) -> None:
    assert notifier(ouvert, acteur).code == code


@pytest.mark.parametrize(
    "dit",
    [
        {"montant_centimes": 0},
        {"montant_centimes": -1},
        {"montant_centimes": 0.5},
        {"reference": ""},
        {"reference": "x" * 36},
        {"fonds": " "},
        {"annee": 2018},
    ],
    ids=str,
)
def test_un_versement_qui_ne_peut_pas_etre_est_illisible(dit: dict[str, Any]) -> None:
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id, "annee": 2020, **DIT, **dit}
    with pytest.raises(ValueError, match=next(iter(dit))):
        VerserForfait.model_validate({"message_id": MAISON, "acteur": CANTAL, **champs})


def test_un_droit_refuse_ne_se_notifie_pas(funding: Service) -> None:
    label = LABEL.model_copy(update={"date_effet": date(2025, 3, 1)})
    assert funding.receive(Envelope.starting(label)).accepted
    assert notifier(funding, annee=2025).code == "RienNEstDu"
