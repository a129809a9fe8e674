"""La garantie d'une MSAP, racontée par ses faits : inscrite, arrêtée par un label, expirée."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.funding.forfait.rules.bareme import charger_bareme
from services.funding.garantie.domain import fins
from services.funding.garantie.domain.declaration import RenforcementInvalide
from services.funding.garantie.domain.garantie import (
    GarantieMSAP,
    GarantieMSAPDejaEnregistree,
)
from services.funding.garantie.rules import (
    Cause,
    GarantieMSAPTerminee,
    Reste,
    charger_fins,
    garantie_du,
    terme,
)
from shared.rules.periods import Period, RuleError
from tests.funding.garanties import DECLAREE, ENREGISTREE, EXPIRE, GARANTIE, MSAP, STRUCTURE, SUIVI
from tests.gwt import Fact, fact, specification

given = specification(GarantieMSAP)

LABEL, RECUE = UUID(int=5), date(2020, 1, 15)
REGLES = charger_fins().fins
[REGLE] = REGLES
OUVERT = fact(GarantieMSAP.SuiviMSAPOuvert, **SUIVI)
INSCRITE = OUVERT, fact(GarantieMSAP.GarantieMSAPEnregistree, **ENREGISTREE)
EXPIREE = *INSCRITE, fact(GarantieMSAP.FinancementMSAPExpire, **EXPIRE)


def labellisee(le: str, label: UUID = LABEL) -> Fact:
    return fact(fins.MSAPLabellisee, structure_id=MSAP, label_id=label, le=le)


def close(le: str, raison: Cause = "LABEL", du: int = 0) -> Fact:
    return fact(
        fins.GarantieMSAPClose,
        **SUIVI,
        le=le,
        raison=raison,
        regle=REGLE.id,
        montant_du_centimes=du,
        reprise=False,
    )


def test_une_msap_est_suivie_puis_garantie_a036() -> None:
    given().when(GarantieMSAP.suivre, MSAP, STRUCTURE).then(OUVERT)
    given(OUVERT).when(GarantieMSAP.garantir, DECLAREE, GARANTIE, RECUE).then(INSCRITE[1])


def test_une_msap_renforcee_garde_son_montant_a036() -> None:
    renforcee = replace(DECLAREE, renforce=True, montant_centimes=3_200_000)
    given(OUVERT).when(GarantieMSAP.garantir, renforcee, GARANTIE, RECUE).then_one(
        GarantieMSAP.GarantieMSAPEnregistree, renforce=True, montant_centimes=3_200_000
    )


def test_une_msap_renforcee_dont_le_montant_est_tu_a_celui_du_bareme_a036() -> None:
    renforcee = replace(DECLAREE, renforce=True)
    given(OUVERT).when(GarantieMSAP.garantir, renforcee, GARANTIE, RECUE).then_one(
        GarantieMSAP.GarantieMSAPEnregistree, renforce=True, montant_centimes=2_500_000
    )


@pytest.mark.parametrize(
    ("renforce", "montant", "mots"),
    [(False, 3_000_000, "dites la MSAP renforcée"), (True, 2_000_000, "inférieur à la garantie")],
)
def test_un_montant_que_rien_ne_justifie_est_refuse_a036(
    renforce: bool, montant: int, mots: str
) -> None:
    declaree = replace(DECLAREE, renforce=renforce, montant_centimes=montant)
    given(OUVERT).when(GarantieMSAP.garantir, declaree, GARANTIE, RECUE).then_refused(
        RenforcementInvalide, mots
    )


def test_la_meme_msap_inscrite_deux_fois_n_a_qu_une_garantie() -> None:
    given(*INSCRITE).when(GarantieMSAP.garantir, DECLAREE, GARANTIE, RECUE).then_nothing()


def test_une_msap_inscrite_a_d_autres_conditions_est_refusee() -> None:
    renforcee = replace(DECLAREE, renforce=True)
    given(*INSCRITE).when(GarantieMSAP.garantir, renforcee, GARANTIE, RECUE).then_refused(
        GarantieMSAPDejaEnregistree, "25\xa0000,00\xa0€ par an", "Corrigez la ligne"
    )


def test_une_garantie_recue_apres_son_terme_est_une_reprise() -> None:
    given(OUVERT).when(GarantieMSAP.garantir, DECLAREE, GARANTIE, date(2022, 1, 1)).then_one(
        GarantieMSAP.GarantieMSAPEnregistree, reprise=True
    )
    given(OUVERT).when(GarantieMSAP.garantir, DECLAREE, GARANTIE, date(2021, 12, 31)).then_one(
        GarantieMSAP.GarantieMSAPEnregistree, reprise=False
    )


def test_la_garantie_expire_au_terme_une_fois_a037_tmr_05() -> None:
    given(*INSCRITE).when(GarantieMSAP.expirer).then(EXPIREE[-1])
    given(*EXPIREE).when(GarantieMSAP.expirer).then_nothing()


def test_une_garantie_qui_expire_dit_le_label_a_venir_x_03() -> None:
    connu = labellisee("2022-03-01")
    given(*INSCRITE, connu).when(GarantieMSAP.expirer).then_one(
        GarantieMSAP.FinancementMSAPExpire, label_le="2022-03-01"
    )


def test_une_structure_sans_garantie_n_expire_pas() -> None:
    given(OUVERT, labellisee("2021-01-01")).when(GarantieMSAP.expirer).then_nothing()


@pytest.mark.parametrize(
    ("effet", "dernier_jour", "du"),
    [
        (date(2020, 1, 1), "2019-12-31", 0),
        (date(2020, 7, 1), "2020-06-30", 0),
        (date(2021, 1, 1), "2020-12-31", 25_000_00),
        (date(2021, 12, 31), "2021-12-30", 0),
    ],
)
def test_le_label_arrete_la_garantie_la_veille_de_son_effet_c_7_8(
    effet: date, dernier_jour: str, du: int
) -> None:
    """A-031 : une année finie reste due ; celle du label a le forfait, et lui seul."""
    given(*INSCRITE).when(fins.apprendre_label, LABEL, effet, REGLES).then(
        labellisee(effet.isoformat()), close(dernier_jour, du=du)
    )


@pytest.mark.parametrize("effet", [date(2022, 1, 1), date(2022, 3, 1)])
def test_un_label_d_apres_le_terme_n_arrete_rien_x_03(effet: date) -> None:
    given(*INSCRITE).when(fins.apprendre_label, LABEL, effet, REGLES).then(
        labellisee(effet.isoformat())
    )


def test_un_label_appris_apres_l_expiration_arrete_la_garantie_a_sa_date_inv_12() -> None:
    given(*EXPIREE).when(fins.apprendre_label, LABEL, date(2021, 6, 1), REGLES).then(
        labellisee("2021-06-01"), close("2021-05-31")
    )


def test_un_label_ne_se_dit_qu_une_fois() -> None:
    appris = *INSCRITE, labellisee("2021-06-01"), close("2021-05-31")
    given(*appris).when(fins.apprendre_label, LABEL, date(2021, 6, 1), REGLES).then_nothing()


@pytest.mark.parametrize(
    ("effet", "suite"), [(date(2021, 9, 1), []), (date(2021, 2, 1), [close("2021-01-31")])]
)
def test_un_autre_label_ne_peut_qu_avancer_la_fin(effet: date, suite: list[Fact]) -> None:
    appris = *INSCRITE, labellisee("2021-06-01"), close("2021-05-31")
    autre = UUID(int=6)
    given(*appris).when(fins.apprendre_label, autre, effet, REGLES).then(
        labellisee(effet.isoformat(), autre), *suite
    )


def test_le_label_retire_avant_le_terme_ne_rouvre_pas_la_garantie_c_7_8() -> None:
    appris = *INSCRITE, labellisee("2021-06-01"), close("2021-05-31")
    fini = fact(fins.LabelDeMSAPFini, structure_id=MSAP, label_id=LABEL, le="2021-09-30")
    given(*appris).when(fins.apprendre_fin, LABEL, date(2021, 9, 30)).then(fini)
    given(*appris, fini).when(fins.apprendre_fin, LABEL, date(2021, 9, 30)).then_nothing()
    given(*appris, fini).when(GarantieMSAP.expirer).then_nothing()


ARRETEE = *INSCRITE, close("2021-05-31")


@pytest.mark.parametrize("jour", [date(2021, 6, 1), date(2021, 12, 31)])
def test_rien_ne_rouvre_une_garantie_finie_c_7_8(jour: date) -> None:
    apres = replace(GARANTIE, du=jour)
    given(*ARRETEE).when(GarantieMSAP.garantir, DECLAREE, apres, RECUE).then_refused(
        GarantieMSAPTerminee, "31\xa0mai 2021", "rien ne la rouvre"
    )


@pytest.mark.parametrize("passe", [EXPIREE, ARRETEE])
def test_redire_ce_qui_etait_garanti_ne_change_rien_c_7_8(passe: tuple[Fact, ...]) -> None:
    given(*passe).when(GarantieMSAP.garantir, DECLAREE, GARANTIE, RECUE).then_nothing()


@pytest.mark.parametrize(("raison", "du"), [("FERMETURE", 25_000_00), ("FUSION", 0)])
def test_la_fin_de_la_structure_arrete_la_garantie_c_7_8(raison: Cause, du: int) -> None:
    finie = fact(fins.StructureDeMSAPFinie, structure_id=MSAP, raison=raison, le="2021-03-31")
    given(*INSCRITE).when(fins.apprendre_fermeture, date(2021, 3, 31), raison, REGLES).then(
        finie, close("2021-03-31", raison, du)
    )
    given(*INSCRITE, finie, close("2021-03-31", raison, du)).when(
        fins.apprendre_fermeture, date(2021, 3, 31), raison, REGLES
    ).then_nothing()


@pytest.mark.parametrize("jour", [date(2021, 12, 31), date(2022, 6, 30)])
def test_une_structure_qui_ferme_apres_le_terme_n_arrete_rien(jour: date) -> None:
    given(*INSCRITE).when(fins.apprendre_fermeture, jour, "FERMETURE", REGLES).then(
        fact(fins.StructureDeMSAPFinie, structure_id=MSAP, raison="FERMETURE", le=jour.isoformat())
    )


def test_une_msap_fermee_avant_d_etre_inscrite_n_est_plus_garantie_c_7_8() -> None:
    finie = fact(fins.StructureDeMSAPFinie, structure_id=MSAP, raison="FERMETURE", le="2021-03-31")
    given(OUVERT, finie, INSCRITE[1]).when(fins.arreter, REGLES).then(
        close("2021-03-31", "FERMETURE", 25_000_00)
    )


@pytest.mark.parametrize(
    ("jour", "du", "au"),
    [
        (date(2019, 11, 15), date(2020, 1, 1), date(2021, 12, 31)),
        (date(2021, 4, 1), date(2021, 4, 1), date(2021, 12, 31)),
        (date(2021, 12, 31), date(2021, 12, 31), date(2021, 12, 31)),
    ],
)
def test_la_garantie_court_de_l_inscription_au_terme_a036(jour: date, du: date, au: date) -> None:
    garantie = garantie_du(jour, charger_bareme())
    assert (garantie.montant_centimes, garantie.du, garantie.au) == (25_000_00, du, au)


def test_aucune_garantie_ne_s_ouvre_apres_le_terme_a037_inv_12() -> None:
    with pytest.raises(GarantieMSAPTerminee, match="31\xa0décembre 2021") as refus:
        garantie_du(date(2022, 1, 1), charger_bareme())
    assert refus.value.selon == ("GARANTIE-MSAP-2020",)


def test_une_garantie_sans_terme_est_une_faute_de_la_regle() -> None:
    [ligne] = (each for each in charger_bareme().lignes if each.nature == "GARANTIE_MSAP")
    with pytest.raises(RuleError, match="donnez « au »"):
        terme(replace(ligne, en_vigueur=Period(date(2020, 1, 1))))


@pytest.mark.parametrize(
    ("reste", "jour", "du"),
    [
        ("ENTIER", date(2021, 3, 31), 25_000_00),
        ("AUCUN", date(2021, 3, 31), 0),
        ("JOURS", date(2021, 3, 31), 6_164_38),
        ("JOURS", date(2020, 6, 30), 12_431_69),
        ("AUCUN", date(2020, 12, 31), 25_000_00),
    ],
)
def test_ce_qui_est_du_l_annee_du_label_est_une_regle(reste: Reste, jour: date, du: int) -> None:
    regle = replace(REGLE, annee_du_label=reste)
    assert regle.montant_du(25_000_00, "LABEL", jour) == du
