"""Les ordres d'attribution de D.2 : qui passe d'abord, et pourquoi, quelle que soit l'arrivée."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as pour_tout
from hypothesis import settings
from hypothesis import strategies as st

from services.funding.itinerance.domain.attribution import (
    AidesDejaAttribuees,
    ClassementArrete,
    DossierDejaComplet,
    GraineAttendue,
    ServisDansLOrdreDInscription,
    attribuer,
    completer,
)
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.inscription import BusNonInscrit
from services.funding.itinerance.domain.ordres import Base, Territorial, classer
from services.funding.itinerance.rules.programme import Ordre, charger_itinerance
from shared.clock import PARIS, SimulatedClock
from shared.contracts.labellisation import LabelRetire
from shared.refusal import Refus
from shared.runtime.component import Component
from tests.funding.guichet import (
    BANQUE,
    TROISIEME_APPEL,
    etats,
    faits,
    inscrire,
    vue,
)
from tests.funding.guichet import (
    attribuer as demander_l_attribution,
)
from tests.funding.guichet import (
    completer as demander_le_complement,
)
from tests.funding.mobiles import apprendre, fin, labellisee, remontee, signalee

REGLE = charger_itinerance().programmes[0]
LE = datetime(2021, 10, 1, 9, tzinfo=UTC)
AIDE, AIDES = 30_00, 3
GRAINE = "5a" * 32
ORDRES: list[Ordre] = ["DATE_DOSSIER_COMPLET", "PRIORITE_TERRITOIRE_NON_POURVU", "TIRAGE"]
POURVU, LIBRE = Territorial("Murat (15)", pourvu=True), Territorial("Aurillac (15)", pourvu=False)


def enveloppe(ordre: Ordre) -> EnveloppeItinerance:
    """Trois aides y tiennent, et il reste dix euros."""
    regle = replace(REGLE, ordre=ordre, montant_centimes=100_00, par_structure_centimes=AIDE)
    return EnveloppeItinerance.ouvrir(regle)


def bus(rang: int) -> UUID:
    return UUID(int=rang)


def deposer(ouverte: EnveloppeItinerance, rang: int, complet: bool = True) -> None:
    """Le bus de ce rang écrit à sa minute ; son dossier est complet d'autant plus tôt qu'il écrit
    tard."""
    ouverte.inscrire(bus(rang), "BUS", LE + timedelta(minutes=rang))
    if complet:
        completer(ouverte, bus(rang), LE + timedelta(days=1, minutes=-rang))


def servis(ouverte: EnveloppeItinerance) -> list[UUID]:
    """Les bus dont l'aide est réservée, dans l'ordre où elle l'a été."""
    reservee = EnveloppeItinerance.AideBusReservee
    return [each.structure_id for each in ouverte.pending_events if isinstance(each, reservee)]


def attribuee(ordre: Ordre, arrivees: Sequence[int], libres: Sequence[int]) -> EnveloppeItinerance:
    ouverte = enveloppe(ordre)
    for rang in arrivees:
        deposer(ouverte, rang)
    assert servis(ouverte) == []
    territoires = {bus(rang): LIBRE if rang in libres else POURVU for rang in arrivees}
    attribuer(ouverte, GRAINE if ordre == "TIRAGE" else None, territoires)
    return ouverte


@pour_tout(
    st.sampled_from(ORDRES), st.permutations(range(1, 9)), st.sets(st.integers(1, 8)), st.data()
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_l_ordre_d_arrivee_ne_change_pas_qui_est_servi_x_09_inv_11(
    ordre: Ordre, arrivees: list[int], libres: set[int], data: st.DataObject
) -> None:
    """Le classement est le même, la somme tient dans l'enveloppe, nul n'attend pour rien."""
    une = attribuee(ordre, sorted(arrivees), sorted(libres))
    autre = attribuee(ordre, arrivees, sorted(libres))

    assert servis(une) == servis(autre)
    assert places(une) == places(autre)
    assert len(servis(une)) == min(AIDES, len(arrivees))
    assert une.engage == AIDE * len(servis(une)) <= une.montant
    libere = data.draw(st.sampled_from(servis(une)))
    for each in (une, autre):
        each.liberer(libere, "renonce")
    assert servis(une)[-1] == servis(autre)[-1] == UUID(places(une)[AIDES][0])


def places(ouverte: EnveloppeItinerance) -> list[tuple[str, str]]:
    """Chaque bus classé et pourquoi, le premier d'abord."""
    [arrete] = [each for each in ouverte.pending_events if isinstance(each, ClassementArrete)]
    assert [each["place"] for each in arrete.places] == list(range(1, len(arrete.places) + 1))
    return [(each["structure_id"], each["raison"]) for each in arrete.places]


@pytest.mark.parametrize(
    ("ordre", "libres", "attendus"),
    [
        ("DATE_DOSSIER_COMPLET", [], [5, 4, 3]),
        ("PRIORITE_TERRITOIRE_NON_POURVU", [5, 2], [2, 5, 1]),
        ("PRIORITE_TERRITOIRE_NON_POURVU", [], [1, 2, 3]),
    ],
)
def test_chaque_ordre_sert_les_siens_x_09(
    ordre: Ordre, libres: list[int], attendus: list[int]
) -> None:
    assert servis(attribuee(ordre, range(1, 6), libres)) == [bus(each) for each in attendus]


def test_l_ordre_d_inscription_sert_a_mesure_et_n_a_rien_a_attribuer_x_09() -> None:
    ouverte = enveloppe("ORDRE_INSCRIPTION")
    for rang in range(1, 6):
        deposer(ouverte, rang, complet=False)

    assert servis(ouverte) == [bus(1), bus(2), bus(3)]
    with pytest.raises(ServisDansLOrdreDInscription, match="ordre de leur inscription"):
        attribuer(ouverte, None, {})


def test_le_tirage_se_refait_avec_sa_graine_et_ses_inscrits_x_09() -> None:
    """Rien que la bibliothèque standard, et ce que dit le classement."""
    tire = places(attribuee("TIRAGE", range(1, 9), []))

    def hasard(structure_id: str) -> bytes:
        return hmac.digest(bytes.fromhex(GRAINE), f"bus\x1f{structure_id}".encode(), "sha256")

    assert [each for each, _ in tire] == sorted((each for each, _ in tire), key=hasard)
    assert [each for each, _ in tire] != sorted(each for each, _ in tire)
    autre = classer("TIRAGE", inscrits_de(range(1, 9)), Base("a5" * 32))
    assert [each["structure_id"] for each in autre] != [each for each, _ in tire]


def inscrits_de(arrivees: Sequence[int]) -> list[Any]:
    return list(attribuee("TIRAGE", arrivees, []).inscriptions.values())


def test_un_dossier_incomplet_n_a_pas_de_place_puis_vient_a_la_suite_x_09() -> None:
    ouverte = enveloppe("DATE_DOSSIER_COMPLET")
    for rang in range(1, 6):
        deposer(ouverte, rang, complet=rang < 5)
    attribuer(ouverte, None, {})
    assert [UUID(each) for each, _ in places(ouverte)] == [bus(4), bus(3), bus(2), bus(1)]

    completer(ouverte, bus(5), LE)
    for servi in (4, 3):
        ouverte.liberer(bus(servi), "renonce")

    assert servis(ouverte) == [bus(4), bus(3), bus(2), bus(1), bus(5)]


def test_un_dossier_complete_tard_est_servi_s_il_reste_une_aide_x_09() -> None:
    ouverte = enveloppe("DATE_DOSSIER_COMPLET")
    deposer(ouverte, 1, complet=False)
    attribuer(ouverte, None, {})
    assert servis(ouverte) == []

    completer(ouverte, bus(1), LE)
    assert servis(ouverte) == [bus(1)]


def test_un_courrier_saisi_apres_le_classement_vient_a_la_suite_x_09() -> None:
    """Il était arrivé à temps, avant tous les autres ; les places arrêtées le restent."""
    ouverte = attribuee("TIRAGE", range(2, 7), [])
    deposer(ouverte, 1)
    attendent = [UUID(each) for each, _ in places(ouverte)][AIDES:]

    assert [each.structure_id for each in ouverte.en_attente] == [*attendent, bus(1)]


def deja(ouverte: EnveloppeItinerance) -> None:
    attribuer(ouverte, GRAINE, {})
    attribuer(ouverte, GRAINE, {})


@pytest.mark.parametrize(
    ("ordre", "decision", "refus", "mot"),
    [
        ("TIRAGE", deja, AidesDejaAttribuees, "déjà arrêté"),
        ("TIRAGE", lambda e: attribuer(e, None, {}), GraineAttendue, "graine"),
        ("DATE_DOSSIER_COMPLET", lambda e: attribuer(e, GRAINE, {}), GraineAttendue, "DATE"),
        ("TIRAGE", lambda e: completer(e, bus(1), LE), DossierDejaComplet, "complet depuis"),
        ("TIRAGE", lambda e: completer(e, bus(9), LE), BusNonInscrit, "n'est pas inscrit"),
    ],
)
def test_un_classement_s_arrete_une_fois_avec_ce_que_son_ordre_demande_x_09(
    ordre: Ordre, decision: Callable[[EnveloppeItinerance], None], refus: type[Refus], mot: str
) -> None:
    ouverte = enveloppe(ordre)
    deposer(ouverte, 1)
    with pytest.raises(refus, match=mot):
        decision(ouverte)


MURAT, AURILLAC, MAURS, MAISON = bus(1), bus(2), bus(3), bus(4)


@pytest.fixture
def appel(guichet: Component, clock: SimulatedClock) -> Component:
    """Le troisième appel : trois bus inscrits, dont un là où une maison est labellisée."""
    apprendre(guichet.service, labellisee(MAISON, "FIXE", "Murat"))
    apprendre(guichet.service, labellisee(MURAT, canton="Murat"))
    apprendre(guichet.service, labellisee(AURILLAC, canton="Aurillac"))
    apprendre(guichet.service, remontee(MAURS, canton="Maurs"), signalee(MAURS))
    clock.advance(datetime(2021, 10, 1, 9, tzinfo=PARIS))
    for each in (MURAT, AURILLAC, MAURS):
        assert inscrire(guichet, BANQUE, each, programme=TROISIEME_APPEL).accepted
    return guichet


def test_le_troisieme_appel_prefere_les_cantons_sans_france_services_x_09(
    appel: Component, clock: SimulatedClock
) -> None:
    """La question dit la place de chacun, et pourquoi."""
    clock.advance(datetime(2021, 11, 6, tzinfo=PARIS))
    assert demander_l_attribution(appel, TROISIEME_APPEL).accepted

    assert list(etats(appel, TROISIEME_APPEL)) == [AURILLAC, MAURS, MURAT]
    dit = (vue(appel, TROISIEME_APPEL) or {"bus": []})["bus"]
    assert [each["place"] for each in dit] == [1, 2, 3]
    assert dit[0]["raison"].startswith("canton Aurillac (15) sans autre France Services")
    assert dit[2]["raison"].startswith("canton Murat (15) déjà pourvu")
    [arrete] = faits(appel, ClassementArrete)
    assert arrete.provenance["regles"] == [TROISIEME_APPEL]


def test_un_canton_dont_la_maison_perd_son_label_n_est_plus_pourvu_x_09(
    appel: Component, clock: SimulatedClock
) -> None:
    """Inscrit le premier, le bus de Murat passe alors devant."""
    apprendre(appel.service, fin(LabelRetire, MAISON))
    clock.advance(datetime(2021, 11, 6, tzinfo=PARIS))
    demander_l_attribution(appel, TROISIEME_APPEL)

    assert list(etats(appel, TROISIEME_APPEL)) == [MURAT, AURILLAC, MAURS]


def test_rien_ne_s_attribue_avant_la_cloture_des_inscriptions_x_09(appel: Component) -> None:
    refus = demander_l_attribution(appel, TROISIEME_APPEL)

    assert (refus.code, "05/11/2021" in refus.detail) == ("InscriptionsPasCloses", True)
    dit = (vue(appel, TROISIEME_APPEL) or {"bus": []})["bus"]
    assert {(each["etat"], each["place"]) for each in dit} == {("EN_ATTENTE", None)}
    assert {each["raison"] for each in dit} == {"classement à arrêter"}


def test_le_dossier_d_un_bus_se_complete_aupres_de_la_banque_x_09(
    guichet: Component, clock: SimulatedClock
) -> None:
    apprendre(guichet.service, labellisee(bus(1)))
    clock.advance(datetime(2021, 10, 1, 9, tzinfo=PARIS))
    inscrire(guichet, BANQUE, bus(1), programme=TROISIEME_APPEL)

    assert demander_le_complement(guichet, bus(1), programme=TROISIEME_APPEL).accepted
    refus = demander_le_complement(guichet, bus(2), programme=TROISIEME_APPEL)
    assert refus.code == "BusNonInscrit"


def test_les_programmes_de_d_2_disent_ce_que_valent_leurs_chiffres_a_041() -> None:
    premier, troisieme = charger_itinerance().programmes
    assert troisieme.montant_centimes // troisieme.par_structure_centimes == 30
    assert troisieme.origines["montant_centimes"].statut == "DERIVE"
    assert premier.montant_centimes // premier.par_structure_centimes == 100
