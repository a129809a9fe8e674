"""Le dossier de labellisation, raconté par ses faits."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.labellisation.decision import RolesConfondus
from services.labellisation.domain import Dossier
from services.labellisation.etats import TransitionInterdite
from tests.gwt import SUBJECT, Fact, fact, specification
from tests.labellisation.faits import FICHE, MAILLAGE, MAISON, REMONTEE, STRUCTURE_REMONTEE

given = specification(Dossier)

AUDIT = UUID(int=7)
LE = date(2019, 12, 20)
SIGNALEMENT = uuid5(SUBJECT, "signalement 1")
SYNTHESE = {"audit_id": str(AUDIT), "referentiel": "FS-2019-07", "conclu_le": "2019-12-10"}
ACCORD = uuid5(AUDIT, "accord")
REFUS = {
    "motif_principal": "ETP_INSUFFISANTS",
    "motif_libelle": "absence des deux équivalents temps plein exigés",
    "issue": "REMARQUES_MINEURES",
    "criteres": [{"code": "AGT-01", "libelle": "Deux agents", "remarque": ""}],
    "referentiel": "FS-2019-07",
}

STRUCTURE_SIGNALEE = fact(
    Dossier.StructureSignalee,
    signalement_id=SIGNALEMENT,
    prefecture="préfecture 15",
    fiche=FICHE,
)
AUDIT_CONCLUANT = fact(
    Dossier.AuditConcluantEnregistre, auditeurs=["auditeur A"], synthese=SYNTHESE, fiche=FICHE
)
ACCORD_DONNE = fact(
    Dossier.AccordPrealableDonne,
    accord_id=ACCORD,
    audit_id=AUDIT,
    accord_le="2019-12-20",
    accorde_par="agence nationale",
    autorite="CGET",
    fiche=FICHE,
)
NON_RETENUE = fact(Dossier.StructureNonRetenue, audit_id=AUDIT, fiche=FICHE, **REFUS)
LABEL = fact(
    Dossier.StructureLabellisee,
    label_id=uuid5(ACCORD, "label"),
    prefecture="préfecture 15",
    date_effet="2020-01-01",
    accord_id=ACCORD,
    accord_le="2019-12-20",
    fiche=FICHE,
    maillage=MAILLAGE,
    synthese=SYNTHESE,
)


def labelliser(dossier: Any) -> None:
    dossier.labelliser("préfecture 15", date(2020, 1, 1))


def donner_accord(dossier: Any) -> None:
    dossier.donner_accord(AUDIT, "agence nationale", "CGET", date(2019, 12, 20), 180)


def ne_pas_retenir(dossier: Any) -> None:
    dossier.ne_pas_retenir(SIGNALEMENT, AUDIT, **REFUS)


def corrigee(**changes: Any) -> Fact:
    return fact(Dossier.RemonteeModifiee, **{**REMONTEE, **changes})


def test_une_structure_remontee_garde_son_evaluation_comme_declaree_a011() -> None:
    given().when(Dossier.remonter, MAISON, **REMONTEE).then(STRUCTURE_REMONTEE)


def test_remonter_deux_fois_la_meme_chose_ne_change_rien_a012() -> None:
    (
        given(STRUCTURE_REMONTEE)
        .when(
            lambda dossier: dossier.remonter_de_nouveau(
                **{**REMONTEE, "fichier": "autre", "ligne": 9}
            )
        )
        .then_nothing()
    )


def test_une_remontee_corrigee_remplace_la_precedente_a012() -> None:
    autre = {**FICHE, "nom": "Maison des Estives et du Cézallier"}
    (
        given(STRUCTURE_REMONTEE)
        .when(lambda dossier: dossier.remonter_de_nouveau(**{**REMONTEE, "fiche": autre}))
        .then(corrigee(fiche=autre))
    )


def test_une_structure_signalee_ne_se_corrige_plus_par_le_tableau() -> None:
    autre = {**REMONTEE, "fiche": {**FICHE, "nom": "Autre"}}
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(lambda dossier: dossier.remonter_de_nouveau(**autre))
        .then_refused(TransitionInterdite, "est signalée", "remonter la structure")
    )


def test_le_prefet_du_departement_signale_a020() -> None:
    (
        given(STRUCTURE_REMONTEE)
        .when(lambda dossier: dossier.signaler("préfecture 15"))
        .then(STRUCTURE_SIGNALEE)
    )


def test_une_structure_deja_signalee_n_est_pas_signalee_deux_fois_inv05() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(lambda dossier: dossier.signaler("préfecture 15"))
        .then_refused(TransitionInterdite, "est signalée", "Possible maintenant : fermer")
    )


def test_un_audit_concluant_fait_demander_l_accord_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(
            lambda dossier: dossier.enregistrer_audit_concluant(
                SIGNALEMENT, ["auditeur A"], SYNTHESE
            )
        )
        .then(AUDIT_CONCLUANT)
    )


def test_l_audit_d_un_autre_signalement_ne_compte_pas() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(
            lambda dossier: dossier.enregistrer_audit_concluant(
                UUID(int=99), ["auditeur A"], SYNTHESE
            )
        )
        .then_nothing()
    )


def test_un_audit_non_concluant_ne_retient_pas_la_structure_a013() -> None:
    given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE).when(ne_pas_retenir).then(NON_RETENUE)


def test_un_refus_entendu_deux_fois_ne_compte_qu_une_fois() -> None:
    (given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, NON_RETENUE).when(ne_pas_retenir).then_nothing())


def test_une_structure_non_retenue_peut_etre_signalee_de_nouveau_a014() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, NON_RETENUE)
        .when(lambda dossier: dossier.signaler("préfecture 15"))
        .then_one(Dossier.StructureSignalee, signalement_id=uuid5(SUBJECT, "signalement 2"))
    )


def test_l_agence_donne_son_accord_apres_l_audit_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(donner_accord)
        .then(ACCORD_DONNE)
    )


def test_pas_d_accord_sans_audit_concluant_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(donner_accord)
        .then_refused(TransitionInterdite, "est signalée", "donner l'accord préalable")
    )


def test_un_accord_donne_deux_fois_ne_vaut_qu_une_fois_inv02() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
        .when(donner_accord)
        .then_nothing()
    )


def test_l_auditeur_ne_donne_pas_l_accord_inv03() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(lambda dossier: dossier.donner_accord(AUDIT, "auditeur A", "CGET", LE, 180))
        .then_refused(RolesConfondus)
    )


def test_un_accord_refuse_rouvre_la_possibilite_de_signaler() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(lambda dossier: dossier.refuser_accord(AUDIT, "doublon dans le maillage"))
        .then(
            fact(
                Dossier.AccordPrealableRefuse,
                audit_id=AUDIT,
                raison="doublon dans le maillage",
                fiche=FICHE,
            )
        )
    )


def test_le_prefet_labellise_apres_audit_et_accord_a023_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE)
        .when(labelliser)
        .then(LABEL)
    )


def test_pas_de_label_sans_audit_a001_a025() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE)
        .when(labelliser)
        .then_refused(TransitionInterdite, "est signalée")
    )


def test_pas_de_label_sans_accord_prealable_a024() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT)
        .when(labelliser)
        .then_refused(TransitionInterdite, "en attente de l'accord préalable")
    )


def test_labelliser_deux_fois_ne_change_rien() -> None:
    (
        given(STRUCTURE_REMONTEE, STRUCTURE_SIGNALEE, AUDIT_CONCLUANT, ACCORD_DONNE, LABEL)
        .when(labelliser)
        .then_nothing()
    )
