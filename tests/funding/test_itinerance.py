"""L'aide aux bus telle que le service la reçoit : des inscriptions à temps, une question."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest

from services.funding.itinerance.commands import InscrireBus, LibererReservation
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.publishing import to_contract
from shared.clock import PARIS, SimulatedClock
from shared.contracts.funding import AideBusAccordee, AideBusLiberee
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component
from shared.typographie import jour_long
from tests.funding.guichet import BANQUE, BUS, CODE, accorder, demander, faits, inscrire, vue
from tests.funding.mobiles import apprendre, labellisee
from tests.horloge import attendre

EGARE = "courrier égaré"
AUTRE, ITINERANT = UUID(int=82), UUID(int=83)
PORTEUR = Acteur(role="PORTEUR", id="mairie", structure_id=BUS)
A_TEMPS = datetime(2020, 11, 16, 9, tzinfo=UTC)
TROP_TARD = datetime(2020, 12, 2, tzinfo=PARIS)


@pytest.fixture
def component(guichet: Component) -> Component:
    """Deux bus labellisés y sont connus."""
    apprendre(guichet.service, labellisee(BUS), labellisee(AUTRE))
    return guichet


def test_une_inscription_ouvre_l_enveloppe_avec_son_financeur_et_son_ordre(
    component: Component,
) -> None:
    """A-040, A-041, X-08, X-09 ; la question dit ce qui reste et où en est chaque bus."""
    assert vue(component) is None
    assert inscrire(component, PORTEUR).accepted

    enveloppe = vue(component)
    assert enveloppe is not None
    [bus] = enveloppe["bus"]
    assert enveloppe == {
        "bus": [bus],
        "programme": CODE,
        "financeur": "BANQUE_DES_TERRITOIRES",
        "ordre": "ORDRE_INSCRIPTION",
        "graine": "",
        "montant_centimes": 3_000_000_00,
        "engage_centimes": 30_000_00,
        "reste_centimes": 2_970_000_00,
    }
    assert (bus["structure_id"], bus["etat"], bus["rang"]) == (str(BUS), "RESERVEE", 1)
    assert (bus["place"], bus["situation"]) == (1, "LABELLISEE")
    assert bus["raison"] == "inscription reçue le 16/11/2020 à 10:00, n° 1"


def test_demandee_avant_l_ouverture_elle_est_retenue_quand_la_meme_revient_a_temps(
    component: Component,
) -> None:
    """ADR 0031 : la même demande, sous le même identifiant, à une autre date."""
    trop_tot = datetime(2019, 6, 28, 9, tzinfo=PARIS)
    refus = inscrire(component, BANQUE, survenu_le=trop_tot, motif_retard=EGARE)
    assert refus.code == "InscriptionsPasOuvertes"

    reponses = [inscrire_de_nouveau(component, trop_tot, A_TEMPS) for _ in range(2)]

    assert [each.accepted for each in reponses] == [True, True]
    assert len(faits(component, EnveloppeItinerance.BusInscrit)) == 1


def inscrire_de_nouveau(component: Component, alors: datetime, le: datetime) -> Outcome:
    dit = {"format": "BUS", "survenu_le": alors, "motif_retard": EGARE}
    message_id = uuid5(BUS, f"InscrireBus {BANQUE.id} {dit}")
    champs = {"acteur": BANQUE, "structure_id": BUS, "programme": CODE, **dit, "survenu_le": le}
    demande = InscrireBus.model_validate({"message_id": message_id, **champs})
    return component.service.receive(Envelope.starting(demande))


def test_ce_qui_est_decide_cite_le_programme_inv_17(component: Component) -> None:
    inscrire(component, PORTEUR)

    [inscrit] = faits(component, EnveloppeItinerance.BusInscrit)
    assert inscrit.provenance["regles"] == [CODE]


def test_le_dernier_jour_compte_jusqu_a_minuit_heure_de_paris(component: Component) -> None:
    """A-042, X-10, TMR-06, INV-11, C.7-12 : reçue le 1er à 23 h 59, saisie le 2."""
    a_temps = datetime(2020, 12, 1, 23, 59, 59, 999_999, PARIS)
    attendre(component.service, TROP_TARD)
    assert inscrire(component, BANQUE, survenu_le=a_temps).accepted

    tardive = inscrire(component, BANQUE, AUTRE, survenu_le=TROP_TARD)

    assert tardive.code == "InscriptionTardiveRejetee"
    assert jour_long(TROP_TARD.date()) in tardive.detail and "01/12/2020" in tardive.detail
    assert len(faits(component, EnveloppeItinerance.BusInscrit)) == 1


def test_un_porteur_ne_choisit_pas_la_date_de_son_inscription(
    component: Component, clock: SimulatedClock
) -> None:
    """TMR-06 : c'est l'instant où sa demande est reçue."""
    clock.advance(TROP_TARD)
    la_veille = datetime(2020, 12, 1, 12, tzinfo=PARIS)

    assert inscrire(component, PORTEUR, survenu_le=la_veille).code == "InscriptionTardiveRejetee"
    assert inscrire(component, BANQUE, survenu_le=la_veille).accepted


def test_avant_l_ouverture_rien_ne_s_inscrit(component: Component) -> None:
    trop_tot = datetime(2019, 6, 30, 12, tzinfo=PARIS)
    refus = inscrire(component, BANQUE, survenu_le=trop_tot, motif_retard=EGARE)
    assert refus.code == "InscriptionsPasOuvertes"


@pytest.mark.parametrize(
    ("format", "code"),
    [
        ("BUS", ""),
        ("ITINERANTE", ""),
        ("FIXE", "FormatNonAdmis"),
        ("MULTISITES", "FormatNonAdmis"),
        ("ANTENNE", "FormatNonAdmis"),
    ],
)
def test_l_aide_va_aux_structures_mobiles_a_043_x_11(
    component: Component, format: str, code: str
) -> None:
    if not code:
        apprendre(component.service, labellisee(ITINERANT, format))
    assert inscrire(component, BANQUE, ITINERANT, format=format).code == code


def test_un_programme_inconnu_nomme_ceux_qui_existent(component: Component) -> None:
    reponse = inscrire(component, BANQUE, programme="ITINERANCE-2031")
    assert (reponse.code, CODE in reponse.detail) == ("ProgrammeInconnu", True)


def test_un_porteur_n_inscrit_que_son_bus(component: Component) -> None:
    assert inscrire(component, PORTEUR, AUTRE).code == "StructureEtrangere"


def test_sans_inscription_il_n_y_a_rien_a_accorder(component: Component) -> None:
    assert accorder(component, date(2021, 1, 4)).code == "Introuvable"


def test_l_aide_accordee_s_annonce_et_s_annonce_liberee(component: Component) -> None:
    """A-041, TMR-09 : la répétition n'y change rien."""
    inscrire(component, PORTEUR)
    assert accorder(component, date(2021, 1, 4)).accepted
    assert accorder(component, date(2021, 1, 4)).accepted
    assert demander(component, LibererReservation, BANQUE, BUS, raison="renonce").accepted

    [accordee] = faits(component, EnveloppeItinerance.AideBusAccordee)
    annonce = to_contract(accordee)
    assert isinstance(annonce, AideBusAccordee)
    assert (annonce.structure_id, annonce.montant_centimes) == (BUS, 30_000_00)
    assert (annonce.du, annonce.au) == (date(2021, 1, 4), date(2022, 1, 3))
    [liberee] = faits(component, EnveloppeItinerance.ReservationLiberee)
    assert isinstance(to_contract(liberee), AideBusLiberee)
    champs = vue(component)
    assert champs and (champs["engage_centimes"], champs["bus"][0]["etat"]) == (0, "LIBEREE")


def test_une_reservation_jamais_accordee_se_libere_sans_annonce(component: Component) -> None:
    inscrire(component, PORTEUR)
    demander(component, LibererReservation, BANQUE, BUS, raison="renonce")

    [liberee] = faits(component, EnveloppeItinerance.ReservationLiberee)
    assert to_contract(liberee) is None


def test_la_premiere_annee_passee_l_aide_ne_s_accorde_plus_tmr_09(component: Component) -> None:
    inscrire(component, PORTEUR)

    dernier = datetime(2021, 1, 3, 12, tzinfo=PARIS)
    attendre(component.service, dernier)
    passee = accorder(component, date(2020, 1, 3), survenu_le=dernier)
    fin = jour_long(date(2021, 1, 2))
    assert (passee.code, fin in passee.detail) == ("PremiereAnneePassee", True)
    assert accorder(component, date(2020, 1, 4), survenu_le=dernier).accepted
