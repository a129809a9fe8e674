"""Un constat faux se rectifie, il ne se modifie pas ; sa conclusion n'est jamais tue (INV-07)."""

from typing import Any, cast

import pytest

from services.audit.conduite.domain import rectification
from services.audit.conduite.domain.audit import Audit, Constat
from services.audit.conduite.domain.bilan import a_constater
from services.audit.conduite.domain.conclusion import AuditNonConcluant
from services.audit.conduite.domain.constats import constater
from services.audit.conduite.domain.cycle import AuditClos
from services.audit.conduite.domain.declenchement import AuditAnnule, annuler
from services.audit.conduite.domain.rectification import (
    ConclusionRemiseEnCause,
    ConstatAbsent,
    ConstatRectifie,
)
from tests.audit.faits import (
    CODES,
    CONCLUANT,
    NON_CONCLUANT,
    REFERENTIEL,
    SIGNALEMENT,
    VISITE,
    conclure,
    constat,
    en_cause,
    given,
    saisie,
    tout_constate,
    visite,
    visite_close,
)
from tests.gwt import fact

RAISON = "photographies d'un autre local"
RANG = len(VISITE) + CODES.index("LOC-02") + 1
ANNULE = fact(AuditAnnule, signalement_id=SIGNALEMENT, raison="conflit d'intérêts")


def rectifie(resultat: str = "NON_CONFORME", remplace: int = RANG, **dit: Any) -> Any:
    return fact(
        ConstatRectifie,
        critere="LOC-02",
        **saisie(resultat, **dit),
        remplace=remplace,
        raison=RAISON,
    )


def rectifier(audit: Audit, resultat: str = "NON_CONFORME", **dit: Any) -> None:
    """L'auditeur responsable rectifie LOC-02."""
    constat = cast(Constat, saisie(resultat, **dit))
    rectification.rectifier(audit, REFERENTIEL, "LOC-02", constat, RAISON)


def remise(concluant: bool, *criteres: dict[str, str]) -> Any:
    return fact(
        ConclusionRemiseEnCause,
        signalement_id=SIGNALEMENT,
        concluant=concluant,
        criteres=list(criteres),
        raison=RAISON,
    )


def test_un_constat_rectifie_dit_lequel_il_remplace_inv_07() -> None:
    visite(*tout_constate()).when(rectifier).then(rectifie())


def test_un_constat_deux_fois_rectifie_remplace_le_dernier_inv_07() -> None:
    passe = (*VISITE, *tout_constate(), rectifie())
    given(*passe).when(rectifier, "CONFORME").then(rectifie("CONFORME", remplace=len(passe)))


def test_c_est_le_constat_rectifie_qui_compte_a_la_conclusion_inv_07() -> None:
    (
        visite_close(*tout_constate(), rectifie())
        .when(conclure)
        .then_one(AuditNonConcluant, motif_principal="CONFIDENTIALITE")
    )


def test_on_ne_rectifie_que_ce_qui_est_constate() -> None:
    visite().when(rectifier).then_refused(ConstatAbsent, "LOC-02", "d'abord")


def test_un_constat_rectifie_apres_un_audit_concluant_le_remet_en_cause_c7_7_inv_07() -> None:
    (
        visite(*tout_constate(), CONCLUANT)
        .when(rectifier, remarque="cloison trop basse")
        .then(
            rectifie(remarque="cloison trop basse"),
            remise(False, en_cause("LOC-02", "cloison trop basse")),
        )
    )


@pytest.mark.parametrize("dit", [{"mode": "DECLARE"}, {"resultat": "NON_VERIFIE"}])
def test_un_constat_qui_ne_vaut_plus_remet_aussi_en_cause_inv_04_inv_07(dit: Any) -> None:
    (
        visite(*tout_constate(), CONCLUANT)
        .when(rectifier, **{"resultat": "CONFORME", **dit})
        .then(rectifie(**{"resultat": "CONFORME", **dit}), remise(False, en_cause("LOC-02")))
    )


def test_un_constat_rectifie_qui_ne_change_pas_la_conclusion_ne_la_remet_pas_en_cause() -> None:
    (
        visite(*tout_constate(), CONCLUANT)
        .when(rectifier, "CONFORME", remarque="porte vitrée")
        .then(rectifie("CONFORME", remarque="porte vitrée"))
    )


def test_un_refus_dont_le_seul_critere_est_rectifie_serait_concluant_c7_7() -> None:
    refus = {**NON_CONCLUANT.payload, "criteres": [en_cause("LOC-02")]}
    passe = (
        *VISITE,
        *tout_constate(LOC02="NON_CONFORME"),
        fact(AuditNonConcluant, **refus),
    )
    given(*passe).when(rectifier, "CONFORME").then(rectifie("CONFORME"), remise(True))


def test_revenir_au_constat_d_origine_se_dit_aussi_c7_7() -> None:
    passe = (*VISITE, *tout_constate(), CONCLUANT, rectifie(), remise(False, en_cause("LOC-02")))
    (
        given(*passe)
        .when(rectifier, "CONFORME")
        .then(rectifie("CONFORME", remplace=len(passe) - 1), remise(True))
    )


def test_un_audit_conclu_peut_etre_annule_et_ne_recoit_plus_rien_c7_5() -> None:
    conclu = (*VISITE, *tout_constate(), CONCLUANT)
    given(*conclu).when(annuler, "conflit d'intérêts").then(ANNULE)
    annule = given(*conclu, ANNULE)
    annule.when(annuler, "encore").then_nothing()
    annule.when(rectifier).then_refused(AuditClos, "annulé")


def test_un_audit_annule_ne_se_conclut_pas_c7_5() -> None:
    annule = visite(*tout_constate(), ANNULE)
    annule.when(conclure).then_refused(AuditClos, "annulé")
    annule.when(constater, REFERENTIEL, "LOC-02", saisie()).then_refused(AuditClos, "annulé")


def test_un_critere_non_verifie_reste_a_constater_a022() -> None:
    manque = visite(*tout_constate(), constat("LOC-02", "NON_VERIFIE"))
    assert a_constater(manque.aggregate, REFERENTIEL) == ["LOC-02"]
