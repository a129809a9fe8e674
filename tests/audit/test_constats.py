"""Ce qui compte comme constat, selon son mode, son rang et le format de la structure."""

from uuid import UUID

import pytest

from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.bilan import CritereInapplicable, CriteresNonVerifies
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import CritereConstate, constater
from services.audit.conduite.domain.declenchement import AuditDeclenche, declencher
from tests.audit.faits import (
    CLOSE,
    CODES,
    DECLENCHE,
    REFERENTIEL,
    SIGNALEMENT,
    VISITE,
    conclure,
    constat,
    given,
    saisie,
    tout_constate,
    visite,
    visite_close,
)
from tests.gwt import fact

A_LA_DONNEE = [c.code for c in REFERENTIEL.criteres if "CONSTATE_PAR_DONNEE" in c.modes_admis]
SUR_SITE = [code for code in CODES if code not in A_LA_DONNEE]
MOBILE = (fact(AuditDeclenche, **{**DECLENCHE.payload, "mobile": True}), *VISITE[1:])
SANS_OBJET_EN_MOBILE = ["LOC-04", "LOC-05"]


def test_un_audit_declenche_dit_ce_qu_il_reste_a_constater_a021() -> None:
    signalement = {**DECLENCHE.payload}
    del signalement["referentiel"], signalement["a_constater"]
    given().when(declencher, REFERENTIEL, {}, **signalement).then(DECLENCHE)


def test_un_signalement_n_a_qu_un_audit_et_un_audit_qu_un_signalement_inv_06() -> None:
    assert Audit.create_id(SIGNALEMENT) == Audit.create_id(SIGNALEMENT)
    assert Audit.create_id(SIGNALEMENT) != Audit.create_id(UUID(int=99))


@pytest.mark.parametrize("mode", ["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"])
@pytest.mark.parametrize("resultat", ["CONFORME", "NON_CONFORME"])
def test_un_constat_garde_son_mode_son_auteur_ses_mesures_et_sa_remarque(
    resultat: str, mode: str
) -> None:
    saisi = saisie(
        resultat,
        mode,
        auteur="auditeur IGA 4",
        organisme="IGA",
        valeurs={"effectif": 2.0, "etp": 1.5},
        remarque="un mi-temps",
    )
    (
        visite()
        .when(constater, REFERENTIEL, "AGT-01", saisi)
        .then(fact(CritereConstate, critere="AGT-01", **saisi))
    )


@pytest.mark.parametrize("code", A_LA_DONNEE)
def test_la_donnee_vaut_constat_la_ou_le_referentiel_l_admet_inv_04(code: str) -> None:
    (
        visite_close(*tout_constate(), constat(code, mode="CONSTATE_PAR_DONNEE"))
        .when(conclure)
        .then_one(AuditConcluant, signalement_id=SIGNALEMENT)
    )


@pytest.mark.parametrize("code", SUR_SITE)
def test_la_donnee_ne_vaut_pas_constat_la_ou_il_faut_aller_voir_inv_04(code: str) -> None:
    (
        visite_close(*tout_constate(), constat(code, mode="CONSTATE_PAR_DONNEE"))
        .when(conclure)
        .then_refused(CriteresNonVerifies, "1 critère", code)
    )


def test_un_audit_tout_declare_n_a_rien_constate_a011_inv_04() -> None:
    declares = [constat(code, mode="DECLARE") for code in CODES]
    (
        visite_close(*declares)
        .when(conclure)
        .then_refused(CriteresNonVerifies, f"{len(CODES)} critère", *CODES)
    )


def test_une_non_conformite_seulement_declaree_ne_conclut_pas_non_plus_inv_04() -> None:
    declare = constat("LOC-02", "NON_CONFORME", "DECLARE")
    (
        visite_close(*tout_constate(), declare)
        .when(conclure)
        .then_refused(CriteresNonVerifies, "LOC-02")
    )


def test_une_non_conformite_constatee_apres_coup_l_emporte_inv_07() -> None:
    (
        visite_close(*tout_constate(), constat("LOC-02", "NON_CONFORME"))
        .when(conclure)
        .then_one(AuditNonConcluant, motif_principal="CONFIDENTIALITE")
    )


@pytest.mark.parametrize("code", SANS_OBJET_EN_MOBILE)
def test_un_bus_n_a_pas_a_montrer_ce_qui_ne_vaut_que_pour_un_local_a099(code: str) -> None:
    (
        given(*MOBILE)
        .when(constater, REFERENTIEL, code, saisie())
        .then_refused(CritereInapplicable, code, REFERENTIEL.id)
    )


def test_les_vingt_huit_criteres_d_un_bus_suffisent_et_pas_a_un_local_a099() -> None:
    constats = [constat(code) for code in CODES if code not in SANS_OBJET_EN_MOBILE]
    (
        given(*MOBILE, *constats, CLOSE)
        .when(conclure)
        .then_one(AuditConcluant, signalement_id=SIGNALEMENT)
    )
    (
        visite_close(*constats)
        .when(conclure)
        .then_refused(CriteresNonVerifies, *SANS_OBJET_EN_MOBILE)
    )
