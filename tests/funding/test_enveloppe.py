"""L'enveloppe des bus, racontée par ses faits : la centième aide, la file, ce qui se libère."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.fins import constater_fin
from services.funding.itinerance.domain.inscription import (
    AideDejaAccordee,
    AideNonReservee,
    BusDejaInscrit,
)
from services.funding.itinerance.rules.admission import Situation
from services.funding.itinerance.rules.programme import Itinerance, admission, charger_itinerance
from shared.refusal import Refus
from shared.rules.periods import RuleError
from tests.gwt import Fact, fact, specification

given = specification(EnveloppeItinerance)

REGLE, TROISIEME_APPEL = charger_itinerance().programmes
CODE, AIDE = REGLE.id, 30_000_00
AIDES = 30_00
"""Trois tiennent dans l'enveloppe du guichet, où il reste dix euros."""
LE = datetime(2020, 11, 16, 9, tzinfo=UTC)
ANNEE = date(2021, 1, 4), date(2022, 1, 3)
OUVERTE = fact(
    EnveloppeItinerance.EnveloppeOuverte,
    programme=CODE,
    financeur="BANQUE_DES_TERRITOIRES",
    montant_centimes=3_000_000_00,
    par_structure_centimes=AIDE,
    ordre="ORDRE_INSCRIPTION",
)


def inscrit(rang: int, recu_le: datetime = LE) -> Fact:
    champs: dict[str, Any] = {"programme": CODE, "format": "BUS", "recu_le": recu_le, "rang": rang}
    return fact(EnveloppeItinerance.BusInscrit, structure_id=UUID(int=rang), **champs)


def dit(event: type[Any], rang: int, **champs: Any) -> Fact:
    return fact(event, structure_id=UUID(int=rang), programme=CODE, **champs)


def reservee(rang: int) -> Fact:
    return dit(EnveloppeItinerance.AideBusReservee, rang, montant_centimes=AIDE)


def en_attente(rang: int) -> Fact:
    return dit(EnveloppeItinerance.BusMisEnListeDAttente, rang)


def accordee(rang: int) -> Fact:
    du, au = (jour.isoformat() for jour in ANNEE)
    champs = {"financeur": "BANQUE_DES_TERRITOIRES", "montant_centimes": AIDE, "du": du, "au": au}
    return dit(EnveloppeItinerance.AideBusAccordee, rang, **champs)


def liberee(rang: int, apres_accord: bool = False) -> Fact:
    champs = {"montant_centimes": AIDE, "accordee": apres_accord, "raison": "renonce"}
    return dit(EnveloppeItinerance.ReservationLiberee, rang, **champs)


EPUISEE = fact(EnveloppeItinerance.EnveloppeEpuisee, programme=CODE, engage_centimes=3_000_000_00)


def servis(nombre: int) -> list[Fact]:
    """Une enveloppe ouverte, où tant de bus ont leur réservation."""
    return [OUVERTE, *(each for n in range(1, nombre + 1) for each in (inscrit(n), reservee(n)))]


def bus(rang: int, recu_le: datetime = LE) -> tuple[UUID, str, datetime]:
    return UUID(int=rang), "BUS", recu_le


def test_le_premier_bus_inscrit_a_sa_reservation_a_041() -> None:
    given(OUVERTE).when(EnveloppeItinerance.inscrire, *bus(1)).then(inscrit(1), reservee(1))


def test_le_centieme_bus_prend_les_derniers_30_000_euros_et_epuise_l_enveloppe() -> None:
    """A-040, A-041, C.7-10."""
    given(*servis(99)).when(EnveloppeItinerance.inscrire, *bus(100)).then(
        inscrit(100), reservee(100), EPUISEE
    )


def test_le_cent_unieme_bus_attend() -> None:
    """A-041, INV-11, C.7-10."""
    given(*servis(100), EPUISEE).when(EnveloppeItinerance.inscrire, *bus(101)).then(
        inscrit(101), en_attente(101)
    )


@pytest.mark.parametrize("faits", [[], [accordee(7)]], ids=["réservée", "accordée"])
def test_ce_qui_se_libere_passe_au_premier_qui_attend(faits: list[Fact]) -> None:
    """C.7-10, X-09."""
    attendent = [inscrit(101), en_attente(101), inscrit(102), en_attente(102)]
    given(*servis(100), EPUISEE, *attendent, *faits).when(
        EnveloppeItinerance.liberer, UUID(int=7), "renonce"
    ).then(liberee(7, apres_accord=bool(faits)), reservee(101), EPUISEE)


def test_une_reservation_liberee_sans_personne_qui_attend_laisse_la_place_au_suivant() -> None:
    given(*servis(100), EPUISEE, liberee(7)).when(EnveloppeItinerance.inscrire, *bus(101)).then(
        inscrit(101), reservee(101), EPUISEE
    )


def test_deux_inscriptions_a_la_meme_milliseconde_passent_dans_l_ordre_de_leurs_faits() -> None:
    """C.7-11, X-09 : ce qui les départage est leur rang, jamais leur identifiant."""
    attendent = [
        fact(each.event, **each.payload | {"structure_id": UUID(int=identite)})
        for identite, rang in ((999, 101), (500, 102))
        for each in (inscrit(rang), en_attente(rang))
    ]
    given(*servis(100), EPUISEE, *attendent).when(
        EnveloppeItinerance.liberer, UUID(int=7), "renonce"
    ).then(liberee(7), reservee(999), EPUISEE)


def test_un_courrier_arrive_plus_tot_mais_saisi_apres_attend_devant() -> None:
    """X-09 : l'ordre est celui où les demandes sont arrivées."""
    attendent = [
        inscrit(101),
        en_attente(101),
        inscrit(102, LE - timedelta(days=1)),
        en_attente(102),
    ]
    given(*servis(100), EPUISEE, *attendent).when(
        EnveloppeItinerance.liberer, UUID(int=7), "renonce"
    ).then(liberee(7), reservee(102), EPUISEE)


def test_l_aide_reservee_s_accorde_pour_la_premiere_annee() -> None:
    """A-041, TMR-09, X-08 : le fait dit qui paie, et jusqu'à quand."""
    given(*servis(1)).when(EnveloppeItinerance.accorder, UUID(int=1), *ANNEE).then(accordee(1))


@pytest.mark.parametrize(
    ("faits", "decision", "refus", "mot"),
    [
        ([], (EnveloppeItinerance.inscrire, *bus(1)), BusDejaInscrit, "n° 1"),
        ([liberee(1)], (EnveloppeItinerance.inscrire, *bus(1)), BusDejaInscrit, "n° 1"),
        (
            [accordee(1)],
            (EnveloppeItinerance.accorder, UUID(int=1), *ANNEE),
            AideDejaAccordee,
            "première année",
        ),
        ([], (EnveloppeItinerance.accorder, UUID(int=2), *ANNEE), AideNonReservee, "NON_INSCRIT"),
        (
            [liberee(1)],
            (EnveloppeItinerance.accorder, UUID(int=1), *ANNEE),
            AideNonReservee,
            "LIBEREE",
        ),
        (
            [liberee(1)],
            (EnveloppeItinerance.liberer, UUID(int=1), "renonce"),
            AideNonReservee,
            "LIBEREE",
        ),
        ([], (EnveloppeItinerance.liberer, UUID(int=2), "renonce"), AideNonReservee, "NON_INSCRIT"),
        (
            [inscrit(2), en_attente(2)],
            (EnveloppeItinerance.accorder, UUID(int=2), *ANNEE),
            AideNonReservee,
            "EN_ATTENTE",
        ),
    ],
)
def test_une_aide_par_structure_et_rien_sans_reservation_inv_11(
    faits: list[Fact], decision: Any, refus: type[Refus], mot: str
) -> None:
    given(*servis(1), *faits).when(*decision).then_refused(refus, mot)


@pytest.mark.parametrize(
    ("premier", "dernier"),
    [
        (date(2021, 1, 4), date(2022, 1, 3)),
        (date(2020, 3, 1), date(2021, 2, 28)),
        (date(2020, 2, 29), date(2021, 2, 28)),
        (date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_la_premiere_annee_finit_la_veille_de_son_anniversaire_tmr_09(
    premier: date, dernier: date
) -> None:
    assert REGLE.dernier_jour(premier) == dernier


def test_deux_programmes_de_meme_code_sont_refuses() -> None:
    with pytest.raises(RuleError, match=CODE):
        Itinerance("ITINERANCE", (REGLE, REGLE), charger_itinerance().admissions)


@pytest.mark.parametrize(
    ("change", "mot"),
    [
        ({"par_structure_centimes": 3_000_000_01}, "doit tenir"),
        ({"par_structure_centimes": 0}, "doit tenir"),
        ({"origines": {}}, "financeur"),
    ],
)
def test_un_programme_impossible_ou_sans_source_est_refuse(
    change: dict[str, Any], mot: str
) -> None:
    """X-08 : le financeur est une donnée, et la donnée dit d'où elle vient."""
    with pytest.raises(RuleError, match=mot):
        replace(REGLE, **change)


class Guichet(RuleBasedStateMachine):
    """INV-11 : quoi qu'on demande, dans quelque ordre que ce soit."""

    BUS = st.integers(1, 9)

    def __init__(self) -> None:
        super().__init__()
        regle = replace(REGLE, montant_centimes=100_00, par_structure_centimes=AIDES)
        self.enveloppe = EnveloppeItinerance.ouvrir(regle)

    def demander(self, decision: Callable[..., None], *arguments: object) -> None:
        with suppress(Refus):
            decision(self.enveloppe, *arguments)

    @rule(bus=BUS, minutes=st.integers(0, 3))
    def inscrire(self, bus: int, minutes: int) -> None:
        recu_le = LE + timedelta(minutes=minutes)
        self.demander(EnveloppeItinerance.inscrire, UUID(int=bus), "BUS", recu_le)

    @rule(bus=BUS)
    def accorder(self, bus: int) -> None:
        self.demander(EnveloppeItinerance.accorder, UUID(int=bus), *ANNEE)

    @rule(bus=BUS)
    def liberer(self, bus: int) -> None:
        self.demander(EnveloppeItinerance.liberer, UUID(int=bus), "renonce")

    @rule(bus=BUS, situation=st.sampled_from(["RETIREE", "FERMEE"]))
    def perdre_son_label(self, bus: int, situation: Situation) -> None:
        regle = admission(LE.date())
        self.demander(constater_fin, UUID(int=bus), situation, regle)

    @invariant()
    def ce_que_disent_les_faits_tient_dans_l_enveloppe(self) -> None:
        reserves, accordes = [], []
        for event in self.enveloppe.pending_events:
            match event:
                case EnveloppeItinerance.AideBusReservee():
                    reserves.append(event.structure_id)
                case EnveloppeItinerance.AideBusAccordee():
                    assert event.structure_id in reserves
                    accordes.append(event.structure_id)
                case EnveloppeItinerance.ReservationLiberee():
                    reserves.remove(event.structure_id)
            assert len(reserves) * AIDES <= self.enveloppe.montant
        assert len(accordes) == len(set(accordes))
        assert len(reserves) * AIDES == self.enveloppe.engage

    @invariant()
    def nul_n_attend_tant_qu_il_reste_une_aide(self) -> None:
        if self.enveloppe.en_attente:
            assert self.enveloppe.engage + AIDES > self.enveloppe.montant


TestGuichet = Guichet.TestCase
TestGuichet.__doc__ = "INV-11, X-09."
TestGuichet.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
