"""Le dossier de labellisation, raconté par ses faits."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from services.labellisation.dossier.domain.candidature import (
    remonter,
    remonter_de_nouveau,
    signaler,
)
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.candidature import (
    RemonteeModifiee,
    StructureSignalee,
)
from services.labellisation.dossier.domain.evenements.instruction import (
    AccordPrealableRefuse,
    AlerteEmise,
)
from services.labellisation.dossier.domain.instruction import (
    EffetAvantDecision,
    RolesConfondus,
    donner_accord,
    enregistrer_audit_concluant,
    labelliser,
    ne_pas_retenir,
    refuser_accord,
)
from services.labellisation.dossier.domain.transitions import TransitionInterdite
from services.labellisation.dossier.rules import charger_reglement, de_ce_jour
from shared.clock import days_after
from shared.structures import FicheEnregistree
from tests.gwt import SUBJECT, Given, When, fact, specification
from tests.labellisation.faits import (
    ACCORD_DONNE,
    ACCORD_LE,
    AUDIT,
    AUDIT_CONCLUANT,
    FICHE,
    LABEL,
    LIGNE,
    MAISON,
    NON_CONCLUSION,
    NON_RETENUE,
    SIGNALEMENT,
    STRUCTURE_REMONTEE,
    STRUCTURE_SIGNALEE,
    SYNTHESE,
)

given = specification(Dossier)

PREFECTURE, AGENCE = "préfecture 15", "agence nationale"
CGET = charger_reglement().autorite(ACCORD_LE, None)
VALIDITE = de_ce_jour(charger_reglement().validites_audit, ACCORD_LE)
AUTRE: FicheEnregistree = {**FICHE, "nom": "Maison des Estives et du Cézallier"}
EFFET = date(2020, 1, 1)


def l_accord_est_donne(dossier: Given, par: str = AGENCE) -> When:
    return dossier.when(donner_accord, AUDIT, par, CGET, ACCORD_LE, VALIDITE)


def test_une_structure_remontee_garde_son_evaluation_comme_declaree_a011() -> None:
    given().when(remonter, MAISON, LIGNE).then(STRUCTURE_REMONTEE)


def test_remonter_deux_fois_la_meme_chose_ne_change_rien_a012() -> None:
    (
        given(STRUCTURE_REMONTEE)
        .when(remonter_de_nouveau, LIGNE._replace(fichier="autre", ligne=9))
        .then_nothing()
    )


def test_une_remontee_corrigee_remplace_la_precedente_a012() -> None:
    corrigee = LIGNE._replace(fiche=AUTRE)
    (
        given(STRUCTURE_REMONTEE)
        .when(remonter_de_nouveau, corrigee)
        .then(fact(RemonteeModifiee, **corrigee._asdict()))
    )


def test_une_structure_signalee_ne_se_corrige_plus_par_le_tableau() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(remonter_de_nouveau, LIGNE._replace(fiche=AUTRE))
        .then_refused(TransitionInterdite, "est signalée", "remonter la structure")
    )


def test_le_prefet_du_departement_signale_a020() -> None:
    given(STRUCTURE_REMONTEE).when(signaler, PREFECTURE).then(STRUCTURE_SIGNALEE)


def test_une_structure_deja_signalee_n_est_pas_signalee_deux_fois_inv05() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(signaler, PREFECTURE)
        .then_refused(TransitionInterdite, "est signalée", "Possible maintenant : fermer")
    )


def test_un_audit_concluant_fait_demander_l_accord_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(enregistrer_audit_concluant, SIGNALEMENT, ["auditeur A"], SYNTHESE)
        .then(AUDIT_CONCLUANT)
    )


def test_l_audit_d_un_autre_signalement_ne_compte_pas() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(enregistrer_audit_concluant, UUID(int=99), ["auditeur A"], SYNTHESE)
        .then_nothing()
    )


def test_un_audit_non_concluant_ne_retient_pas_la_structure_a013() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(ne_pas_retenir, SIGNALEMENT, NON_CONCLUSION, None)
        .then(NON_RETENUE)
    )


def test_un_refus_entendu_deux_fois_ne_compte_qu_une_fois() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, NON_RETENUE)
        .when(ne_pas_retenir, SIGNALEMENT, NON_CONCLUSION, None)
        .then_nothing()
    )


def test_une_structure_non_retenue_peut_etre_signalee_de_nouveau_a014() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, NON_RETENUE)
        .when(signaler, PREFECTURE)
        .then_one(StructureSignalee, signalement_id=uuid5(SUBJECT, "signalement 2"))
    )


def test_l_agence_donne_son_accord_apres_l_audit_a024() -> None:
    dossier = given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
    l_accord_est_donne(dossier).then(ACCORD_DONNE)


@pytest.mark.parametrize(("jours", "alertes"), [(180, 0), (181, 1)])
def test_un_audit_trop_ancien_se_voit_et_n_empeche_pas_l_accord_tmr_11(
    jours: int, alertes: int
) -> None:
    le = days_after(date.fromisoformat(SYNTHESE["conclu_le"]), jours)
    dossier = given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)

    faits = dossier.when(donner_accord, AUDIT, AGENCE, CGET, le, VALIDITE).decided

    assert [each.event for each in faits] == [AlerteEmise] * alertes + [ACCORD_DONNE.event]
    assert [each.payload["code"] for each in faits[:-1]] == ["AUDIT_ANCIEN"] * alertes


def test_pas_d_accord_sans_audit_concluant_a024() -> None:
    dossier = given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
    l_accord_est_donne(dossier).then_refused(
        TransitionInterdite, "est signalée", "donner l'accord préalable"
    )


def test_un_accord_donne_deux_fois_ne_vaut_qu_une_fois_inv02() -> None:
    dossier = given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
    l_accord_est_donne(dossier).then_nothing()


def test_l_auditeur_ne_donne_pas_l_accord_inv03() -> None:
    dossier = given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
    l_accord_est_donne(dossier, par="auditeur A").then_refused(RolesConfondus)


def test_un_accord_refuse_rouvre_la_possibilite_de_signaler() -> None:
    raison = "doublon dans le maillage"
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(refuser_accord, AUDIT, raison)
        .then(fact(AccordPrealableRefuse, audit_id=AUDIT, raison=raison, fiche=FICHE))
    )


def test_le_prefet_labellise_apres_audit_et_accord_a023_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
        .when(labelliser, PREFECTURE, EFFET)
        .then(LABEL)
    )


@pytest.mark.parametrize(
    ("effet", "cite"), [(date(2019, 12, 19), "20/12/2019"), (date(2019, 12, 9), "10/12/2019")]
)
def test_un_label_ne_prend_pas_effet_avant_ce_qui_le_fonde_inv01(effet: date, cite: str) -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
        .when(labelliser, PREFECTURE, effet)
        .then_refused(EffetAvantDecision, cite)
    )


def test_un_label_prend_effet_des_le_jour_de_l_accord_inv01() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
        .when(labelliser, PREFECTURE, ACCORD_LE)
        .then(fact(LABEL.event, **{**LABEL.payload, "date_effet": ACCORD_LE.isoformat()}))
    )


def test_pas_de_label_sans_audit_a001_a025() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(labelliser, PREFECTURE, EFFET)
        .then_refused(TransitionInterdite, "est signalée")
    )


def test_pas_de_label_sans_accord_prealable_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(labelliser, PREFECTURE, EFFET)
        .then_refused(TransitionInterdite, "en attente de l'accord préalable")
    )


def test_labelliser_deux_fois_ne_change_rien() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE, LABEL)
        .when(labelliser, PREFECTURE, EFFET)
        .then_nothing()
    )
