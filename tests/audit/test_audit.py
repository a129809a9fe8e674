"""L'audit, raconté par ses faits : des constats, puis la conclusion qui en découle."""

import pytest

from services.audit.conduite.domain.bilan import CritereInapplicable, CriteresNonVerifies
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import constater
from services.audit.conduite.domain.cycle import AuditClos
from tests.audit.faits import (
    CODES,
    CONCLUANT,
    REFERENTIEL,
    SIGNALEMENT,
    conclure,
    constat,
    saisie,
    tout_constate,
    visite,
    visite_close,
)


def test_les_trente_criteres_s_appliquent_a_une_structure_fixe() -> None:
    assert len(REFERENTIEL.criteres) == 30
    assert 0 < len(CODES) <= 30


def test_un_constat_s_enregistre_avec_son_mode_et_son_auteur_a013() -> None:
    (
        visite()
        .when(constater, REFERENTIEL, "LOC-02", saisie("NON_CONFORME"))
        .then(constat("LOC-02", "NON_CONFORME"))
    )


def test_tout_constate_conforme_rend_l_audit_concluant_inv_04() -> None:
    (
        visite_close(*tout_constate())
        .when(conclure)
        .then_one(AuditConcluant, signalement_id=SIGNALEMENT, auditeurs=["auditeur CGET 15"])
    )


@pytest.mark.parametrize("code", CODES)
def test_un_seul_critere_non_conforme_suffit_a_ne_pas_conclure_inv_04(code: str) -> None:
    (
        visite_close(*tout_constate(**{code.replace("-", ""): "NON_CONFORME"}))
        .when(conclure)
        .then_one(AuditNonConcluant, motif_principal=REFERENTIEL.critere(code).motif_refus)
    )


@pytest.mark.parametrize("code", CODES)
def test_une_declaration_ne_vaut_pas_constat_a011_inv_04(code: str) -> None:
    declare = constat(code, mode="DECLARE")
    (
        visite_close(*tout_constate(), declare)
        .when(conclure)
        .then_refused(CriteresNonVerifies, code, "déclaration")
    )


def test_un_critere_sans_constat_empeche_de_conclure_et_se_nomme_a022() -> None:
    (
        visite_close(*tout_constate()[1:])
        .when(conclure)
        .then_refused(CriteresNonVerifies, "1 critère", CODES[0])
    )


def test_le_motif_principal_d_un_refus_est_le_plus_frequent_des_motifs_publies() -> None:
    """B.4 : l'absence des deux agents prime sur la confidentialité."""
    (
        visite_close(*tout_constate(AGT01="NON_CONFORME", LOC02="NON_CONFORME"))
        .when(conclure)
        .then_one(AuditNonConcluant, motif_principal="ETP_INSUFFISANTS")
    )


def test_le_dernier_constat_d_un_critere_compte_inv_07() -> None:
    (
        visite_close(constat("LOC-02", "NON_CONFORME"), *tout_constate())
        .when(conclure)
        .then_one(AuditConcluant, signalement_id=SIGNALEMENT)
    )


def test_un_critere_que_le_referentiel_n_applique_pas_est_refuse() -> None:
    (
        visite()
        .when(constater, REFERENTIEL, "ZZZ-99", saisie())
        .then_refused(CritereInapplicable, "ZZZ-99")
    )


def test_aucun_critere_obligatoire_n_est_sans_objet() -> None:
    (
        visite()
        .when(constater, REFERENTIEL, "LOC-02", saisie("NON_APPLICABLE"))
        .then_refused(CritereInapplicable, "LOC-02", "sans objet")
    )


def test_un_audit_conclu_ne_recoit_plus_de_constat_inv_07() -> None:
    (
        visite(*tout_constate(), CONCLUANT)
        .when(constater, REFERENTIEL, "LOC-02", saisie())
        .then_refused(AuditClos, "Maison des Estives")
    )


def test_conclure_deux_fois_ne_change_rien() -> None:
    visite(*tout_constate(), CONCLUANT).when(conclure).then_nothing()
