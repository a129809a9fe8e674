"""Ce qui est notifié et versé d'un droit au forfait, raconté par ses faits (A-032)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as pour
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.funding.forfait.domain.compte import Versement
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.suites import (
    DroitRetabli,
    DroitSuspendu,
    retablir,
    suspendre,
)
from services.funding.forfait.domain.versement import (
    ForfaitNonNotifie,
    ForfaitNotifie,
    ForfaitSuspendu,
    ForfaitVerse,
    ReferenceDejaUtilisee,
    RienNEstDu,
    TropPercuConstate,
    VersementAVenir,
    VersementExcessif,
    constater_trop_percu,
    notifier,
    verser,
)
from services.funding.forfait.rules.cloture import charger_cloture
from services.funding.forfait.rules.ventilation import ventiler
from shared.refusal import Refus
from tests.funding.faits import DROIT, LABEL, OUVERT, STRUCTURE
from tests.gwt import Fact, fact, specification

given = specification(DroitAuForfait)

PART = 15_000_00
LE, JOUR = date(2020, 3, 2), date(2020, 6, 30)
[AUCUN] = charger_cloture().regles
JOURS = replace(AUCUN, id="JOURS-2020", prorata="JOURS")
[SUSPENSION] = charger_cloture().suspensions
DU_LABEL: dict[str, Any] = {"label_id": LABEL, "annee": 2020, "structure": STRUCTURE}
OUVERTURE = fact(DroitAuForfait.DroitOuvert, **OUVERT)
SANS_PARTS = fact(DroitAuForfait.DroitOuvert, **{**OUVERT, "parts_centimes": {}})
REFUSE = fact(DroitAuForfait.DroitRefuse, **DU_LABEL, raison="aucun montant")
SUSPENDU = fact(DroitSuspendu, **DU_LABEL, le="2020-06-01", regle=SUSPENSION.id)
REGLES = OUVERT["regles"]


def notifie(montant: int = 2 * PART, parts: dict[str, int] | None = None, le: date = LE) -> Fact:
    dites = OUVERT["parts_centimes"] if parts is None else parts
    faits = {"montant_centimes": montant, "parts_centimes": dites, "le": le.isoformat()}
    return fact(ForfaitNotifie, **DU_LABEL, **faits, regles=REGLES)


def verse(reference: str, fonds: str, montant: int, total: int, le: date = JOUR) -> Fact:
    dit = {"reference": reference, "fonds": fonds, "montant_centimes": montant}
    restent = {"verse_centimes": total, "reste_centimes": 2 * PART - total}
    return fact(ForfaitVerse, **DU_LABEL, **dit, le=le.isoformat(), **restent, regles=REGLES)


def jours(dernier: date) -> list[date]:
    """Ceux de l'année jusqu'à celui-ci, inclus."""
    premier = date(dernier.year, 1, 1)
    return [premier + timedelta(days=rang) for rang in range((dernier - premier).days + 1)]


def clos(du: int, regle: str = AUCUN.id) -> Fact:
    faits = {"le": "2020-06-30", "raison": "LabelRetiré", "regle": regle}
    return fact(DroitAuForfait.DroitClos, **DU_LABEL, **faits, montant_du_centimes=du)


def versement(
    reference: str = "VIR-1", fonds: str = "FNADT", montant: int = PART, le: date = JOUR
) -> Versement:
    return Versement(reference, fonds, montant, le)


def test_un_droit_ouvert_se_notifie_avec_son_montant_et_ses_parts() -> None:
    given(OUVERTURE).when(notifier, STRUCTURE, LE).then(notifie())


def test_un_droit_ne_se_notifie_qu_une_fois() -> None:
    given(OUVERTURE, notifie()).when(notifier, STRUCTURE, JOUR).then_nothing()


def test_un_droit_clos_a_un_montant_moindre_se_notifie_de_nouveau() -> None:
    given(OUVERTURE, notifie(), clos(PART)).when(notifier, STRUCTURE, JOUR).then_one(
        ForfaitNotifie,
        montant_centimes=PART,
        parts_centimes={"FNADT": PART // 2, "FNFS": PART // 2},
        regles=[*REGLES, AUCUN.id],
    )


def test_notifie_de_nouveau_un_forfait_garde_le_jour_de_sa_premiere_notification() -> None:
    encore = notifie(PART, {"FNADT": PART // 2, "FNFS": PART // 2}, le=date(2020, 7, 6))
    given(OUVERTURE, notifie(), clos(PART), encore).when(
        verser, STRUCTURE, versement(montant=1, le=JOUR), date(2020, 7, 6)
    ).then_one(ForfaitVerse, montant_centimes=1)


def test_un_versement_dit_ce_qui_est_verse_et_ce_qui_reste() -> None:
    given(OUVERTURE, notifie()).when(verser, STRUCTURE, versement(), JOUR).then(
        verse("VIR-1", "FNADT", PART, PART)
    )


def test_un_droit_se_verse_en_plusieurs_fois_jusqu_au_centime() -> None:
    faits = [verse("VIR-1", "FNADT", PART, PART), verse("VIR-2", "FNFS", PART - 1, 2 * PART - 1)]
    dernier = versement("VIR-3", "FNFS", 1)
    given(OUVERTURE, notifie(), *faits).when(verser, STRUCTURE, dernier, JOUR).then(
        verse("VIR-3", "FNFS", 1, 2 * PART)
    )


def test_la_meme_reference_est_le_meme_versement() -> None:
    deja = verse("VIR-1", "FNADT", PART, PART)
    given(OUVERTURE, notifie(), deja).when(verser, STRUCTURE, versement(), JOUR).then_nothing()


def test_un_versement_redit_apres_la_cloture_ne_change_rien() -> None:
    faits = [OUVERTURE, notifie(), verse("VIR-1", "FNADT", PART, PART), clos(0)]
    given(*faits).when(verser, STRUCTURE, versement(), JOUR).then_nothing()


@pytest.mark.parametrize(
    "autre",
    [
        versement(montant=PART - 1),
        versement(fonds="FNFS"),
        versement(le=date(2020, 6, 29)),
    ],
    ids=["montant", "fonds", "jour"],
)
def test_la_meme_reference_ne_dit_pas_deux_versements(autre: Versement) -> None:
    deja = verse("VIR-1", "FNADT", PART, PART)
    given(OUVERTURE, notifie(), deja).when(verser, STRUCTURE, autre, JOUR).then_refused(
        ReferenceDejaUtilisee, "VIR-1", "FNADT", "30"
    )


@pytest.mark.parametrize(
    ("faits", "dit", "refus", "mots"),
    [
        ([REFUSE], versement(), RienNEstDu, ["2020"]),
        ([OUVERTURE], versement(), ForfaitNonNotifie, ["notifié"]),
        (
            [OUVERTURE, notifie()],
            versement(le=date(2020, 3, 1)),
            ForfaitNonNotifie,
            ["1er\u00a0mars", "2\u00a0mars"],
        ),
        ([OUVERTURE, notifie()], versement(le=date(2020, 7, 1)), VersementAVenir, ["1er"]),
        (
            [OUVERTURE, notifie()],
            versement(montant=PART + 1),
            VersementExcessif,
            ["FNADT", "15\u00a0000,00"],
        ),
        ([OUVERTURE, notifie()], versement(fonds="FPNPT"), VersementExcessif, ["FPNPT", "0,00"]),
        (
            [SANS_PARTS, notifie(parts={})],
            versement(montant=2 * PART + 1),
            VersementExcessif,
            ["30\u00a0000,00"],
        ),
        (
            [OUVERTURE, notifie(), clos(PART), verse("VIR-0", "FNADT", PART // 2, PART // 2)],
            versement(montant=1),
            VersementExcessif,
            ["FNADT", "0,00"],
        ),
        (
            [OUVERTURE, notifie(), verse("VIR-0", "FNADT", PART, PART), clos(PART)],
            versement(fonds="FNFS", montant=1),
            VersementExcessif,
            ["0,00"],
        ),
        ([OUVERTURE, notifie(), clos(0)], versement(), RienNEstDu, ["2020"]),
    ],
    ids=[
        *("refusé", "pas notifié", "daté d'avant la notification", "à venir", "part du fonds"),
        *("fonds d'un autre porteur", "sans parts"),
        *("part d'un droit clos", "déjà payé au-delà de ce qui reste dû", "clos sans reste"),
    ],
)
def test_rien_ne_se_verse_au_dela_de_ce_qui_est_du_et_notifie_a_032(
    faits: list[Fact], dit: Versement, refus: type[Refus], mots: list[str]
) -> None:
    given(*faits).when(verser, STRUCTURE, dit, JOUR).then_refused(refus, *mots)


@pytest.mark.parametrize("faits", [[REFUSE], [OUVERTURE, clos(0)]], ids=["refusé", "clos"])
def test_un_droit_dont_rien_n_est_du_ne_se_notifie_pas(faits: list[Fact]) -> None:
    given(*faits).when(notifier, STRUCTURE, LE).then_refused(RienNEstDu, "2020")


def test_sans_ventilation_connue_un_fonds_verse_le_tout() -> None:
    given(SANS_PARTS, notifie(parts={})).when(
        verser, STRUCTURE, versement(fonds="FNFS", montant=2 * PART), JOUR
    ).then(verse("VIR-1", "FNFS", 2 * PART, 2 * PART))


@pour(st.integers(0, 10**9), st.lists(st.integers(1, 10**9), min_size=1, max_size=5))
def test_une_ventilation_garde_la_somme_au_centime(montant: int, parts: list[int]) -> None:
    dites = {f"F{rang}": part for rang, part in enumerate(parts)}
    ventilees = ventiler(montant, dites)

    assert sum(ventilees.values()) == montant and ventilees.keys() == dites.keys()
    total = sum(parts)
    assert all(abs(ventilees[nom] * total - montant * dites[nom]) < total for nom in dites)
    assert ventiler(total, dites) == dites and ventiler(montant, {}) == {}


def test_rien_ne_se_verse_ni_ne_se_notifie_tant_que_le_label_est_suspendu_inv_13() -> None:
    faits = [OUVERTURE, notifie(), SUSPENDU]
    given(*faits).when(verser, STRUCTURE, versement(), JOUR).then_refused(ForfaitSuspendu, "2020")
    given(OUVERTURE, SUSPENDU).when(notifier, STRUCTURE, LE).then_refused(ForfaitSuspendu, "2020")


def test_un_droit_retabli_se_verse_de_nouveau() -> None:
    retabli = fact(DroitRetabli, **DU_LABEL, regle=AUCUN.id, montant_du_centimes=2 * PART)
    given(OUVERTURE, notifie(), SUSPENDU, retabli).when(
        verser, STRUCTURE, versement(), JOUR
    ).then_one(ForfaitVerse, montant_centimes=PART, regles=[*REGLES, AUCUN.id])


def trop_percu(montant: int, du: int) -> Fact:
    montants = {"montant_centimes": montant, "verse_centimes": montant + du}
    regles = [*REGLES, AUCUN.id]
    return fact(TropPercuConstate, **DU_LABEL, **montants, montant_du_centimes=du, regles=regles)


TOUT_VERSE = [
    notifie(),
    verse("VIR-1", "FNADT", PART, PART),
    verse("VIR-2", "FNFS", PART, 2 * PART),
]


def test_ce_qui_fut_verse_de_trop_se_constate_une_fois_c_7_16() -> None:
    faits = [OUVERTURE, *TOUT_VERSE, clos(PART)]
    given(*faits).when(constater_trop_percu).then(trop_percu(PART, PART))
    given(*faits, trop_percu(PART, PART)).when(constater_trop_percu).then_nothing()


def test_un_trop_percu_se_redit_s_il_change_c_7_16() -> None:
    faits = [OUVERTURE, *TOUT_VERSE, clos(PART), trop_percu(PART, PART), clos(0)]
    given(*faits).when(constater_trop_percu).then(trop_percu(2 * PART, 0))


@pytest.mark.parametrize("suite", [[], [clos(2 * PART)]], ids=["ouvert", "clos"])
def test_rien_n_est_de_trop_tant_que_tout_est_du(suite: list[Fact]) -> None:
    given(OUVERTURE, *TOUT_VERSE, *suite).when(constater_trop_percu).then_nothing()


class Caisse(RuleBasedStateMachine):
    """A-032 : quoi qu'on demande et dans quel ordre, rien n'est versé au-delà de ce qui est dû."""

    FONDS = st.sampled_from(["FNADT", "FNFS", "FPNPT"])
    MONTANTS = st.sampled_from([1, 50, 7_500_00, PART, PART + 1, 2 * PART])
    PARTS = OUVERT["parts_centimes"]

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, int] = self.PARTS
        self.ouvrir()
        self.lus = 1

    def ouvrir(self) -> None:
        droit = replace(DROIT, parts_centimes=self.parts)
        self.droit = DroitAuForfait.decider(LABEL, 2020, STRUCTURE, droit)
        self.du, self.notifies, self.verses = 2 * PART, 0, dict[str, int]()
        self.suspendu = False

    def demander(self, decision: Callable[..., None], *arguments: object) -> None:
        with suppress(Refus):
            decision(self.droit, *arguments)

    @precondition(lambda self: len(self.droit.pending_events) == 1)
    @rule()
    def perdre_les_parts(self) -> None:
        self.parts = {}
        self.ouvrir()

    @rule(jour=st.integers(1, 28))
    def notifier(self, jour: int) -> None:
        self.demander(notifier, STRUCTURE, date(2020, 6, jour))

    @rule(
        reference=st.integers(1, 12),
        fonds=FONDS,
        montant=MONTANTS,
        jour=st.integers(1, 30),
    )
    def verser(self, reference: int, fonds: str, montant: int, jour: int) -> None:
        dit = versement(f"VIR-{reference}", fonds, montant, date(2020, 6, jour))
        self.demander(verser, STRUCTURE, dit, date(2020, 6, 28))

    @rule(mois=st.integers(1, 12))
    def clore(self, mois: int) -> None:
        le = date(2020, mois, 1)
        self.demander(DroitAuForfait.clore, le, "LabelRetiré", JOURS, jours(le))

    @rule()
    def suspendre(self) -> None:
        self.demander(suspendre, LE, SUSPENSION)

    @rule(mois=st.integers(1, 12))
    def retablir(self, mois: int) -> None:
        self.demander(retablir, JOURS, jours(date(2020, mois, 28)))

    @invariant()
    def rien_n_est_verse_au_dela_de_ce_qui_est_du_ce_jour_la(self) -> None:
        for event in self.droit.pending_events[self.lus :]:
            match event:
                case DroitSuspendu():
                    self.suspendu = True
                case DroitAuForfait.DroitClos() | DroitRetabli():
                    self.du, self.suspendu = event.montant_du_centimes, False
                case ForfaitNotifie():
                    assert event.montant_centimes == self.du > 0 and not self.suspendu
                    self.notifies += 1
                case ForfaitVerse():
                    self.compter(event)
        self.lus = len(self.droit.pending_events)

    def compter(self, event: ForfaitVerse) -> None:
        assert self.notifies and event.montant_centimes > 0 and not self.suspendu
        fonds = event.fonds
        self.verses[fonds] = self.verses.get(fonds, 0) + event.montant_centimes
        total = sum(self.verses.values())
        assert (total, self.du - total) == (event.verse_centimes, event.reste_centimes)
        assert total <= self.du
        if self.parts:
            assert self.verses[fonds] <= ventiler(self.du, self.parts)[fonds]

    @invariant()
    def une_reference_est_versee_une_fois(self) -> None:
        lus = [each for each in self.droit.pending_events if isinstance(each, ForfaitVerse)]
        references = [each.reference for each in lus]
        assert len(references) == len(set(references))


TestCaisse = Caisse.TestCase
TestCaisse.__doc__ = "A-032."
TestCaisse.settings = settings(
    max_examples=80, stateful_step_count=30, deadline=None, derandomize=True
)
