"""Chaque demande, essayée dans chaque état d'un audit, face à la table qui dit ce qu'il permet."""

from datetime import date
from itertools import product
from typing import Any, get_args

import pytest

from services.audit.conduite.domain.audit import Audit, HorsEquipe, RolesConfondus
from services.audit.conduite.domain.bilan import CriteresNonVerifies
from services.audit.conduite.domain.conclusion import AuditConcluant, conclure
from services.audit.conduite.domain.constats import constater
from services.audit.conduite.domain.contradictoire import (
    PhaseContradictoireOuverte,
    SilenceDuPorteurConstate,
    ouvrir_contradictoire,
    presenter,
)
from services.audit.conduite.domain.cycle import (
    ETAPES,
    LIBELLES,
    AuditClos,
    Etape,
    EtapeImpossible,
    Etat,
    possibles,
)
from services.audit.conduite.domain.declenchement import AuditAnnule, annuler, remplacer
from services.audit.conduite.domain.rectification import rectifier
from services.audit.conduite.domain.visite import (
    DatePassee,
    EquipeManquante,
    VisiteAuditReportee,
    clore,
    debuter,
    designer_equipe,
    planifier,
    reporter,
)
from services.audit.conduite.rules import regle_contradictoire
from services.audit.rapports.domain.rapport import signer
from shared.rules.dated import Jours
from tests.audit.faits import (
    CLOSE,
    CODES,
    CONCLUANT,
    DEBUTEE,
    DECLENCHE,
    EQUIPE,
    PLANIFIEE,
    REFERENTIEL,
    RESPONSABLE,
    SIGNALEMENT,
    VISITE,
    constat,
    given,
    saisie,
    tout_constate,
    visite,
    visite_close,
)
from tests.gwt import fact

JOUR = date(2019, 11, 5)
OUVERTE = fact(
    PhaseContradictoireOuverte,
    signalement_id=SIGNALEMENT,
    jusqu_au="2019-11-20",
    silence="ESCALADER",
    regle="CONTRADICTOIRE@2021-01",
)
SILENCE = fact(SilenceDuPorteurConstate, signalement_id=SIGNALEMENT, silence="ESCALADER")
ANNULE = fact(AuditAnnule, signalement_id=SIGNALEMENT, raison="conflit d'intérêts")
ETATS: dict[Etat, tuple[Any, ...]] = {
    "DECLENCHE": (DECLENCHE, EQUIPE),
    "PLANIFIE": (DECLENCHE, EQUIPE, PLANIFIEE),
    "EN_VISITE": (*VISITE, *tout_constate()),
    "SANS_VISITE": (DECLENCHE, *tout_constate()),
    "VISITE_CLOSE": (*VISITE, *tout_constate(), CLOSE),
    "CONTRADICTOIRE": (*VISITE, *tout_constate(), CLOSE, OUVERTE, SILENCE),
    "CONCLU": (*VISITE, *tout_constate(), CLOSE, CONCLUANT),
    "ANNULE": (DECLENCHE, ANNULE),
}
AUTRES = [{"id": RESPONSABLE, "organisme": "CGET", "genre": "AGENCE"}]
SIGNEE = {"referentiel": {"id": REFERENTIEL.id}}
CONTRADICTOIRE = regle_contradictoire(Jours.un(date(2021, 1, 1)))
DEMANDES: dict[str, tuple[Any, ...]] = {
    "DesignerEquipe": (designer_equipe, None, AUTRES, RESPONSABLE, "X"),
    "PlanifierVisite": (planifier, RESPONSABLE, JOUR, JOUR),
    "ReporterVisite": (reporter, RESPONSABLE, date(2019, 11, 9), JOUR, "neige"),
    "DebuterVisite": (debuter, RESPONSABLE, JOUR),
    "ConstaterCriteres": (constater, REFERENTIEL, "LOC-02", saisie()),
    "FormulerRemarque": (Audit.verifier_auditeur, "FormulerRemarque", RESPONSABLE),
    "CloreVisite": (clore, REFERENTIEL, RESPONSABLE, JOUR),
    "OuvrirContradictoire": (ouvrir_contradictoire, RESPONSABLE, CONTRADICTOIRE, JOUR),
    "PresenterObservations": (presenter, "porteur", "?", [], JOUR),
    "ConclureAudit": (conclure, REFERENTIEL, RESPONSABLE, "REMARQUES_MINEURES", JOUR),
    "RectifierConstat": (rectifier, REFERENTIEL, "LOC-02", saisie("NON_CONFORME"), "erreur"),
    "TraiterRemarque": (Audit.permettre, "TraiterRemarque"),
    "LeverRemarque": (Audit.permettre, "LeverRemarque"),
    "SignerRapport": (signer, RESPONSABLE, SIGNEE),
    "RemplacerAudit": (remplacer, REFERENTIEL),
    "AnnulerAudit": (annuler, "conflit d'intérêts"),
}
DEJA = {("ConclureAudit", "CONCLU"), ("AnnulerAudit", "ANNULE")}
"""Ce qui est déjà fait ne se refait pas, et ne se refuse pas."""


def test_la_table_connait_chaque_etat_et_chaque_demande_a_un_essai() -> None:
    assert set(ETATS) == set(get_args(Etat)) == set(LIBELLES)
    assert {etape.demande for etape in ETAPES} == set(DEMANDES)


@pytest.mark.parametrize("etat", get_args(Etat))
def test_les_faits_de_chaque_etat_y_menent(etat: Etat) -> None:
    assert given(*ETATS[etat]).aggregate.etat == etat


@pytest.mark.parametrize(
    ("etape", "etat"),
    list(product(ETAPES, get_args(Etat))),
    ids=lambda each: getattr(each, "demande", each),
)
def test_un_etat_permet_ce_que_la_table_dit_et_rien_d_autre(etape: Etape, etat: Etat) -> None:
    essai = given(*ETATS[etat]).when(*DEMANDES[etape.demande])
    if (etape.demande, etat) in DEJA:
        essai.then_nothing()
    elif etat in etape.depuis:
        essai.then_accepted()
    else:
        essai.then_refused(EtapeImpossible, LIBELLES[etat], etape.libelle, *dites(etat))


def dites(etat: Etat) -> list[str]:
    return [etape.demande for etape in possibles(etat)]


@pytest.mark.parametrize("etat", ["CONCLU", "ANNULE"])
def test_un_audit_clos_le_dit_sous_ce_nom_inv_07(etat: Etat) -> None:
    given(*ETATS[etat]).when(*DEMANDES["ConstaterCriteres"]).then_refused(AuditClos)


def test_sans_equipe_aucune_visite_ne_se_planifie_a002() -> None:
    given(DECLENCHE).when(*DEMANDES["PlanifierVisite"]).then_refused(
        EquipeManquante, "DesignerEquipe"
    )


def test_une_visite_ne_se_planifie_pas_pour_hier_et_ne_debute_pas_avant_son_jour() -> None:
    demain = date(2019, 11, 6)
    given(DECLENCHE, EQUIPE).when(planifier, RESPONSABLE, JOUR, demain).then_refused(
        DatePassee, "novembre 2019"
    )
    planifie = given(DECLENCHE, EQUIPE, PLANIFIEE)
    planifie.when(debuter, RESPONSABLE, date(2019, 11, 4)).then_refused(
        DatePassee, "ReporterVisite"
    )
    planifie.when(reporter, RESPONSABLE, JOUR, demain, "neige").then_refused(DatePassee)


def test_une_visite_reportee_dit_ses_deux_jours_et_sa_raison() -> None:
    given(DECLENCHE, EQUIPE, PLANIFIEE).when(*DEMANDES["ReporterVisite"]).then(
        fact(VisiteAuditReportee, prevue_le="2019-11-05", le="2019-11-09", raison="neige")
    )


def test_qui_a_signale_n_audite_pas_a002_inv_03() -> None:
    prefecture = [{"id": "préfecture du Cantal", "organisme": "CGET", "genre": "AGENCE"}]
    given(DECLENCHE).when(designer_equipe, None, prefecture, prefecture[0]["id"], "X").then_refused(
        RolesConfondus, "préfecture du Cantal"
    )
    signaleur = saisie(auteur="préfecture du Cantal")
    visite().when(constater, REFERENTIEL, "LOC-02", signaleur).then_refused(RolesConfondus)


def test_seule_l_equipe_constate_et_seul_son_responsable_conclut_a002() -> None:
    etranger = saisie(auteur="auditeur cabinet 7")
    visite().when(constater, REFERENTIEL, "LOC-02", etranger).then_refused(
        HorsEquipe, RESPONSABLE, "auditeur cabinet 7"
    )
    membre = visite_close(*tout_constate())
    membre.when(conclure, REFERENTIEL, "auditeur IGA 4", "REMARQUES_MINEURES", JOUR).then_refused(
        HorsEquipe, RESPONSABLE
    )


def test_un_journal_d_avant_les_visites_se_lit_et_se_conclut_a022() -> None:
    """Des constats sur place sans visite enregistrée : ni équipe, ni clôture à redire."""
    ancien = given(DECLENCHE, *tout_constate())
    ancien.when(*DEMANDES["ConstaterCriteres"]).then(constat("LOC-02"))
    ancien.when(conclure, REFERENTIEL, "n'importe qui", "REMARQUES_MINEURES", JOUR).then_one(
        AuditConcluant, signalement_id=SIGNALEMENT
    )


def test_ce_que_la_donnee_etablit_ne_tient_pas_lieu_de_visite_a022() -> None:
    publie = given(DECLENCHE, constat("HOR-01", mode="CONSTATE_PAR_DONNEE"))
    assert publie.aggregate.etat == "DECLENCHE"


@pytest.mark.parametrize("code", CODES[:3])
def test_une_visite_ne_se_clot_pas_sur_un_critere_non_verifie_a022(code: str) -> None:
    visite(*tout_constate(), constat(code, "NON_VERIFIE")).when(
        *DEMANDES["CloreVisite"]
    ).then_refused(CriteresNonVerifies, code)


def test_debuter_puis_clore_dit_le_jour_de_chacun() -> None:
    given(DECLENCHE, EQUIPE, PLANIFIEE).when(*DEMANDES["DebuterVisite"]).then(DEBUTEE)
    visite(*tout_constate()).when(*DEMANDES["CloreVisite"]).then(CLOSE)
