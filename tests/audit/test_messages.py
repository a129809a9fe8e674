"""Les messages que l'audit reçoit : une fois chacun, par qui en a le droit, et tous enregistrés."""

from typing import Any
from uuid import UUID

import pytest

from services.audit.conduite.commands import (
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    DebuterVisite,
    PlanifierVisite,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import CritereConstate
from services.audit.conduite.domain.declenchement import AuditDeclenche
from services.audit.publishing import to_contract
from shared.contracts import audit as contrats
from shared.contracts.structure import Format
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur, Role
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from tests.audit.envois import (
    AUDIT,
    GRILLE,
    MAISON,
    SIGNAL,
    conclusion,
    conforme,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)

toute_commande = pytest.mark.parametrize(
    ("kind", "dit"),
    [
        (ConstaterCriteres, {"constats": [conforme("LOC-02")]}),
        (ConclureAudit, {}),
        (PlanifierVisite, {"le": "2019-11-04"}),
        (DebuterVisite, {}),
        (CloreVisite, {}),
    ],
)


def test_un_signalement_declenche_un_audit_ou_les_horaires_sont_deja_constates_a021(
    service: Service,
) -> None:
    assert signaler(service).accepted

    [declenche] = enregistres(service, AuditDeclenche)
    assert (declenche.originator_id, declenche.structure_id) == (AUDIT, MAISON)
    assert declenche.referentiel == "FS-2019-07"
    applicables = [critere.code for critere in GRILLE.applicables(mobile=False)]
    assert declenche.a_constater == [c for c in applicables if c not in ("HOR-01", "HOR-02")]
    assert [(e.critere, e.mode) for e in enregistres(service, CritereConstate)] == [
        ("HOR-01", "CONSTATE_PAR_DONNEE"),
        ("HOR-02", "CONSTATE_PAR_DONNEE"),
    ]
    annonce = to_contract(declenche)
    assert (
        isinstance(annonce, contrats.AuditDeclenche) and annonce.structure.nom == SIGNAL.fiche.nom
    )


def test_un_commentaire_publie_renvoie_les_horaires_a_la_visite(service: Service) -> None:
    signaler(service, commentaire_horaires="fermé en août")

    assert enregistres(service, CritereConstate) == []
    [declenche] = enregistres(service, AuditDeclenche)
    assert {"HOR-01", "HOR-02"} <= set(declenche.a_constater)


@pytest.mark.parametrize("repetitions", [1, 2, 5])
def test_une_suite_de_messages_repetee_ne_change_rien_et_repond_pareil_a021(
    service: Service, repetitions: int
) -> None:
    suite = [Envelope.starting(SIGNAL), *visite(), tout_constater("LOC-02"), *conclusion()]
    premieres = [service.receive(each) for each in suite]
    avant = recorded_after(service, 0)

    assert {each.statut for each in premieres} == {"ACCEPTE"}
    for _ in range(repetitions):
        assert [service.receive(each) for each in suite] == premieres
    assert recorded_after(service, 0) == avant


def test_une_demande_trop_tot_refusee_est_acceptee_une_fois_sa_cause_levee(
    service: Service,
) -> None:
    signaler(service)
    tous_acceptes(service, *visite())
    trop_tot = demande(CloreVisite, "trop tôt")

    refus = [service.receive(trop_tot) for _ in range(2)]
    assert service.receive(tout_constater()).accepted

    assert {(each.statut, each.code) for each in refus} == {("REFUSE", "CriteresNonVerifies")}
    acceptee = service.receive(trop_tot)
    assert acceptee.accepted and service.receive(trop_tot) == acceptee
    tous_acceptes(service, demande(ConclureAudit, "conclure"))


def test_conclure_par_une_autre_demande_ne_conclut_pas_deux_fois(service: Service) -> None:
    suite = (Envelope.starting(SIGNAL), *visite(), tout_constater("LOC-02"), *conclusion())
    tous_acceptes(service, *suite)
    assert service.receive(demande(ConclureAudit, "encore")).accepted

    [conclu] = enregistres(service, AuditNonConcluant)
    annonce = to_contract(conclu)
    assert isinstance(annonce, contrats.AuditNonConcluant)
    assert annonce.motif_principal == "CONFIDENTIALITE"


@pytest.mark.parametrize(
    "role", ["PREFET", "PORTEUR", "AGENCE_NATIONALE", "OPERATEUR", "ADMINISTRATEUR"]
)
@toute_commande
def test_qui_n_est_pas_auditeur_est_refuse_et_son_refus_s_enregistre_inv_03(
    service: Service, kind: type[Any], dit: dict[str, Any], role: Role
) -> None:
    signaler(service)
    avant = len(enregistres(service, Audit.Event))
    message = demande(kind, "à la place", Acteur(role=role, id="autre", departement="15"), **dit)

    reponses = [service.receive(message) for _ in range(2)]

    assert {(each.statut, each.code) for each in reponses} == {("REFUSE", "RoleNonAutorise")}
    recu = enregistres(service, MessageRecu)[-1]
    assert (recu.message_id, recu.statut, recu.code) == (
        message.body.message_id,
        "REFUSE",
        "RoleNonAutorise",
    )
    assert (recu.provenance["role"], recu.provenance["acteur"]) == (role, "autre")
    assert len(enregistres(service, MessageRecu)) == 2  # the signal, and the refusal once
    assert len(enregistres(service, Audit.Event)) == avant


@toute_commande
def test_l_audit_que_rien_n_a_declenche_est_inconnu(
    service: Service, kind: type[Any], dit: dict[str, Any]
) -> None:
    signaler(service)

    reponse = service.receive(demande(kind, "perdu", audit_id=UUID(int=9), **dit))

    assert (reponse.statut, reponse.code) == ("REFUSE", "Introuvable")


def test_un_second_signalement_declenche_un_second_audit_a014(service: Service) -> None:
    nouveau = {"message_id": UUID(int=8), "signalement_id": UUID(int=9)}
    assert signaler(service).accepted and signaler(service, nouveau).accepted

    declenches = enregistres(service, AuditDeclenche)
    assert [each.originator_id for each in declenches] == [AUDIT, Audit.create_id(UUID(int=9))]


@pytest.mark.parametrize("format_fs", ["BUS", "ITINERANTE"])
def test_un_bus_est_audite_sur_les_criteres_d_un_bus_a099(
    service: Service, format_fs: Format
) -> None:
    signaler(service, format=format_fs)

    tous_acceptes(service, *visite(), tout_constater(mobile=True), *conclusion())
    assert enregistres(service, AuditConcluant)
