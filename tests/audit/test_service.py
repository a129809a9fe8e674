"""L'audit tel que les autres services le déclenchent, et tel qu'un auditeur le remplit."""

from typing import Any
from uuid import uuid5

import pytest

from services.audit.conduite.commands import ConclureAudit, ConstaterCriteres
from services.audit.conduite.domain import bilan
from services.audit.conduite.domain.audit import Audit
from services.audit.publishing import to_contract
from shared.log.readers import recorded_after
from shared.messages.actors import Role
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from tests.audit.envois import (
    AUDIT,
    AUDITEUR,
    GRILLE,
    MAISON,
    SIGNAL,
    conclusion,
    conforme,
    demande,
    tous_acceptes,
    visite,
)


@pytest.fixture
def signalee(service: Service) -> Service:
    assert service.receive(Envelope.starting(SIGNAL)).accepted
    return service


def constater(service: Service, *constats: dict[str, Any]) -> Outcome:
    objet = str(constats)
    return service.receive(demande(ConstaterCriteres, objet, constats=list(constats)))


def a_constater(service: Service) -> list[str]:
    audit = service.load_or_refuse(Audit, AUDIT)
    return bilan.a_constater(audit, GRILLE)


def contrats(service: Service) -> list[str]:
    dits = (to_contract(event) for _, event in recorded_after(service, 0))
    return [type(dit).__name__ for dit in dits if dit]


def test_un_signalement_declenche_un_audit_et_un_seul_a021(signalee: Service) -> None:
    repete = signalee.receive(Envelope.starting(SIGNAL))
    redit = SIGNAL.model_copy(update={"message_id": uuid5(MAISON, "redit")})
    autrement = signalee.receive(Envelope.starting(redit))

    assert repete.accepted and autrement.accepted
    assert contrats(signalee) == ["AuditDeclenche"]


def test_un_audit_se_conclut_quand_tout_est_constate_a004(signalee: Service) -> None:
    tous_acceptes(signalee, *visite())
    assert constater(signalee, *map(conforme, a_constater(signalee))).accepted
    tous_acceptes(signalee, *conclusion())
    assert contrats(signalee)[0] == "AuditDeclenche"
    assert contrats(signalee)[-1] == "AuditConcluant"


def test_une_commande_de_constats_s_applique_en_entier_ou_pas_du_tout_a022(
    signalee: Service,
) -> None:
    tous_acceptes(signalee, *visite())
    restants = a_constater(signalee)
    inconnu = {"critere": "ZZZ-99", "resultat": "CONFORME"}

    reponse = constater(signalee, conforme(restants[0]), inconnu)

    assert (reponse.statut, reponse.code) == ("REFUSE", "CritereInconnu")
    assert a_constater(signalee) == restants


@pytest.mark.parametrize("valeurs", [{}, {"effectif": 1}, {"effectif": 2, "etp": 1.9}])
def test_un_critere_chiffre_n_est_pas_conforme_sans_mesure_ni_sous_son_seuil_x17(
    valeurs: dict[str, float], signalee: Service
) -> None:
    saisi = {"critere": "AGT-01", "resultat": "CONFORME", "valeurs": valeurs}

    reponse = constater(signalee, saisi)

    assert (reponse.code, "AGT-01" in reponse.detail) == ("ConstatIncoherent", True)
    assert "AGT-01" in a_constater(signalee)


@pytest.mark.parametrize("role", ["PREFET", "PORTEUR", "AGENCE_NATIONALE"])
def test_seul_un_auditeur_constate_inv_03(role: Role, signalee: Service) -> None:
    saisis = [conforme(a_constater(signalee)[0])]
    autre = AUDITEUR.model_copy(update={"role": role})

    reponse = signalee.receive(demande(ConstaterCriteres, "x", autre, constats=saisis))

    assert (reponse.statut, reponse.code) == ("REFUSE", "RoleNonAutorise")


def test_l_audit_d_une_autre_structure_est_inconnu_ici(signalee: Service) -> None:
    autre = demande(ConclureAudit, "autre").body.model_copy(
        update={"structure_id": uuid5(MAISON, "autre")}
    )

    reponse = signalee.receive(Envelope.starting(autre))

    assert (reponse.statut, reponse.code) == ("REFUSE", "Introuvable")
