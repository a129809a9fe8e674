"""Ce que devient un droit, raconté par ses faits : attendu, ouvert après coup, suspendu, porté."""

from datetime import date
from typing import Any
from uuid import UUID

from services.funding.forfait.domain import suites
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.bareme import DroitAttendu, RefusDroit
from services.funding.forfait.rules.regles import charger_regles
from tests.funding.faits import DROIT, LABEL, OUVERT, STRUCTURE
from tests.gwt import fact, specification

given = specification(DroitAuForfait)

CLOTURE = charger_regles().cloture
[PRORATA], [SUSPENSION], [FUSION] = CLOTURE.regles, CLOTURE.suspensions, CLOTURE.fusions
QUI: dict[str, Any] = {"label_id": LABEL, "annee": 2020, "structure": STRUCTURE}
SOMME = {nom: OUVERT[nom] for nom in ("montant_centimes", "parts_centimes", "regles", "source")}
ATTENDU = DroitAttendu("un montant annoncé", DROIT.regles, DROIT)
REFUS = RefusDroit("aucun montant", ("FORFAIT_FONCTIONNEMENT",))
JUIN, TOUS = date(2020, 6, 30), [date(2020, 1, 1)]
ATTENTE = {**QUI, **SOMME, "attend": "BAREME", "raison": "un montant annoncé"}

EST_OUVERT = fact(DroitAuForfait.DroitOuvert, **OUVERT)
EN_ATTENTE = fact(DroitAuForfait.DroitEnAttente, **ATTENTE)
REFUSE = fact(DroitAuForfait.DroitRefuse, **QUI, raison="aucun montant")
SUSPENDU = fact(suites.DroitSuspendu, **QUI, le="2020-06-30", regle=SUSPENSION.id)
RETABLI = fact(suites.DroitRetabli, **QUI, regle=PRORATA.id, montant_du_centimes=30_000_00)
CLOS = fact(
    DroitAuForfait.DroitClos,
    **QUI,
    le="2020-06-30",
    raison="LabelRetiré",
    regle=PRORATA.id,
    montant_du_centimes=0,
)


def test_un_montant_annonce_ouvre_un_droit_en_attente_a032() -> None:
    given().when(DroitAuForfait.decider, LABEL, 2020, STRUCTURE, ATTENDU).then(EN_ATTENTE)


def test_un_droit_en_attente_puis_donne_s_ouvre_apres_coup_d_3() -> None:
    ouvert = fact(DroitAuForfait.DroitOuvertApresCoup, **QUI, **SOMME)
    given(EN_ATTENTE).when(DroitAuForfait.reexaminer, DROIT).then(ouvert)
    given(REFUSE).when(DroitAuForfait.reexaminer, DROIT).then(ouvert)
    given(EN_ATTENTE, ouvert).when(DroitAuForfait.reexaminer, DROIT).then_nothing()


def test_un_droit_refuse_puis_annonce_attend_et_l_inverse_d_3() -> None:
    mis = fact(DroitAuForfait.DroitMisEnAttente, **ATTENTE)
    given(REFUSE).when(DroitAuForfait.reexaminer, ATTENDU).then(mis)
    refuse = fact(DroitAuForfait.DroitRefuseApresCoup, **QUI, raison="aucun montant")
    given(EN_ATTENTE).when(DroitAuForfait.reexaminer, REFUS).then(refuse)


def test_examiner_sans_rien_de_nouveau_n_enregistre_rien() -> None:
    given(EN_ATTENTE).when(DroitAuForfait.reexaminer, ATTENDU).then_nothing()
    given(REFUSE).when(DroitAuForfait.reexaminer, REFUS).then_nothing()
    given(EN_ATTENTE, CLOS).when(DroitAuForfait.reexaminer, REFUS).then_nothing()


def test_un_droit_ouvert_se_suspend_et_se_retablit_une_fois_c_7_16() -> None:
    given(EST_OUVERT).when(suites.suspendre, JUIN, SUSPENSION).then(SUSPENDU)
    given(EST_OUVERT, SUSPENDU).when(suites.suspendre, JUIN, SUSPENSION).then_nothing()
    given(EST_OUVERT, SUSPENDU).when(suites.retablir, PRORATA, TOUS).then(RETABLI)
    given(EST_OUVERT, SUSPENDU, RETABLI).when(suites.retablir, PRORATA, TOUS).then_nothing()


def test_un_droit_en_attente_ou_refuse_n_a_rien_a_suspendre() -> None:
    given(EN_ATTENTE).when(suites.suspendre, JUIN, SUSPENSION).then_nothing()
    given(REFUSE).when(suites.suspendre, JUIN, SUSPENSION).then_nothing()


def test_un_droit_en_attente_se_clot_sans_rien_devoir_c_7_16() -> None:
    fin = JUIN, "LabelRetiré", PRORATA, TOUS
    given(EN_ATTENTE).when(DroitAuForfait.clore, *fin).then(CLOS)


def test_la_survivante_porte_le_droit_une_fois_c_7_17() -> None:
    survivante = UUID(int=9)
    porte = fact(
        suites.DroitPorteParLaSurvivante,
        **QUI,
        survivante_id=survivante,
        le="2020-06-30",
        regle=FUSION.id,
        montant_du_centimes=30_000_00,
    )
    given(EST_OUVERT).when(suites.porter, survivante, JUIN, FUSION).then(porte)
    given(EST_OUVERT, porte).when(suites.porter, survivante, JUIN, FUSION).then_nothing()
    given(REFUSE).when(suites.porter, survivante, JUIN, FUSION).then_nothing()
