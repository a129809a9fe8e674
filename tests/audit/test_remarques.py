"""Une remarque d'auditeur est émise, traitée par le porteur, puis levée (A-017)."""

from typing import Any
from uuid import UUID, uuid5

from services.audit.remarques.domain import (
    RemarqueDejaLevee,
    RemarqueInconnue,
    RemarqueNonTraitee,
    Remarques,
)
from tests.audit.envois import PHOTO
from tests.gwt import SUBJECT, fact, specification

given = specification(Remarques)

AUDIT, SIGNALEMENT, MAISON = UUID(int=2), UUID(int=3), UUID(int=4)
OUVERT = fact(
    Remarques.RemarquesOuvertes, audit_id=AUDIT, signalement_id=SIGNALEMENT, structure_id=MAISON
)
PREMIERE, SECONDE = (uuid5(SUBJECT, f"remarque {rang}") for rang in (1, 2))
TOUTES_LEVEES = fact(
    Remarques.RemarquesIntegralementLevees, audit_id=AUDIT, signalement_id=SIGNALEMENT
)


def formulee(remarque_id: UUID = PREMIERE) -> Any:
    return fact(
        Remarques.RemarqueFormulee,
        remarque_id=remarque_id,
        audit_id=AUDIT,
        critere="LOC-02",
        texte="rehausser la cloison",
        auteur="auditeur CGET 15",
        organisme="CGET",
    )


def traitee(remarque_id: UUID = PREMIERE) -> Any:
    return fact(
        Remarques.RemarqueTraitee, remarque_id=remarque_id, reponse="rehaussée", preuves=[PHOTO]
    )


def levee(remarque_id: UUID = PREMIERE) -> Any:
    return fact(Remarques.RemarqueLevee, remarque_id=remarque_id, audit_id=AUDIT, critere="LOC-02")


FORMULER = (Remarques.formuler, "LOC-02", "rehausser la cloison", "auditeur CGET 15", "CGET")
LEVER = (Remarques.lever, PREMIERE)


def test_chaque_remarque_a_son_identite_a017() -> None:
    given(OUVERT).when(*FORMULER).then(formulee())
    given(OUVERT, formulee()).when(*FORMULER).then(formulee(SECONDE))


def test_le_porteur_traite_une_remarque_preuve_a_l_appui_a017() -> None:
    (
        given(OUVERT, formulee())
        .when(Remarques.traiter, PREMIERE, "rehaussée", [PHOTO])
        .then(traitee())
    )


def test_une_remarque_non_traitee_ne_se_leve_pas_a017() -> None:
    given(OUVERT, formulee()).when(*LEVER).then_refused(RemarqueNonTraitee, "TraiterRemarque")


def test_lever_la_derniere_remarque_annonce_qu_elles_le_sont_toutes_a017() -> None:
    given(OUVERT, formulee(), traitee()).when(*LEVER).then(levee(), TOUTES_LEVEES)


def test_tant_qu_une_remarque_reste_elles_ne_sont_pas_toutes_levees_a017() -> None:
    given(OUVERT, formulee(), formulee(SECONDE), traitee()).when(*LEVER).then(levee())


def test_une_remarque_formulee_depuis_rouvre_le_suivi_a017() -> None:
    passe = (OUVERT, formulee(), traitee(), levee(), TOUTES_LEVEES, formulee(SECONDE))
    given(*passe, traitee(SECONDE)).when(Remarques.lever, SECONDE).then(
        levee(SECONDE), TOUTES_LEVEES
    )


def test_une_remarque_levee_le_reste() -> None:
    passe = given(OUVERT, formulee(), traitee(), levee(), TOUTES_LEVEES)
    passe.when(*LEVER).then_nothing()
    passe.when(Remarques.traiter, PREMIERE, "encore", [PHOTO]).then_refused(RemarqueDejaLevee)


def test_une_remarque_d_un_autre_audit_est_inconnue() -> None:
    given(OUVERT).when(*LEVER).then_refused(RemarqueInconnue, str(PREMIERE))
