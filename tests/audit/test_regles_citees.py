"""Un refus cite la règle datée qui le décide, et nulle autre (INV-17)."""

from datetime import UTC, datetime

import pytest

from services.audit.conduite.commands import ConclureAudit, ConstaterCriteres, OuvrirContradictoire
from services.audit.remarques.commands import FormulerRemarque
from services.audit.remarques.domain import Remarques
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from tests.audit.envois import (
    AUDITEUR,
    MEMBRES,
    SIGNAL,
    clore,
    conforme,
    constituer,
    demande,
    designer,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)

AVANT_2019 = SIGNAL.model_copy(update={"occurred_at": datetime(2018, 3, 1, tzinfo=UTC)})
INCOHERENT = {"critere": "AGT-01", "resultat": "CONFORME"}
FORMULER = demande(FormulerRemarque, "r", critere="ZZZ-99", texte="rehausser")


def cites(service: Service, message: Envelope) -> tuple[str, list[str]]:
    """Le code du refus de ce message, et les règles que son reçu cite."""
    code = service.receive(message).code
    recu = enregistres(service, MessageRecu)[-1]
    assert recu.code == code
    return code, recu.provenance.get("regles", [])


@pytest.mark.parametrize(
    ("message", "code", "regles"),
    [
        (Envelope.starting(AVANT_2019), "ReferentielNonOpposable", ["MSAP-2015"]),
        (constituer(MEMBRES[:1]), "CompositionInsuffisante", ["COMPOSITION_EQUIPE@2019-07"]),
        (
            constituer([{"id": AUDITEUR.id, "organisme": "CAF"}]),
            "OrganismeInconnu",
            ["ORGANISMES"],
        ),
    ],
)
def test_avant_tout_audit_un_refus_cite_la_regle_qui_le_decide(
    service: Service, message: Envelope, code: str, regles: list[str]
) -> None:
    assert cites(service, message) == (code, regles)


@pytest.mark.parametrize(
    ("message", "code", "regles"),
    [
        (demande(ConstaterCriteres, "i", constats=[INCOHERENT]), "ConstatIncoherent", True),
        (FORMULER, "CritereInconnu", True),
        (clore(), "CriteresNonVerifies", True),
        (demande(ConclureAudit, "tôt"), "EtapeImpossible", False),
    ],
)
def test_la_grille_decide_des_constats_et_les_etats_de_l_audit_n_en_citent_aucune(
    service: Service, message: Envelope, code: str, regles: bool
) -> None:
    signaler(service)
    tous_acceptes(service, *visite())

    assert cites(service, message) == (code, ["FS-2019-07"] if regles else [])


def test_une_equipe_sans_mission_cite_la_composition_qui_la_veut(service: Service) -> None:
    signaler(service)
    sans = designer("sans", mission_id=None)
    assert cites(service, sans) == ("EquipeManquante", ["COMPOSITION_EQUIPE@2019-07"])


def test_une_phase_contradictoire_fermee_cite_la_regle_qui_la_ferme(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater(), clore())
    fermee = demande(OuvrirContradictoire, "x")
    assert cites(service, fermee) == ("ContradictoireSansObjet", ["CONTRADICTOIRE@2019-07"])


def test_une_remarque_cite_la_grille_de_son_critere(service: Service) -> None:
    signaler(service)
    formuler = demande(FormulerRemarque, "ok", critere="LOC-02", texte="rehausser")
    tous_acceptes(service, *visite(), formuler)

    [ouvert] = enregistres(service, Remarques.RemarquesOuvertes)
    [formulee] = enregistres(service, Remarques.RemarqueFormulee)
    assert ouvert.provenance["regles"] == formulee.provenance["regles"] == ["FS-2019-07"]


def test_un_constat_cite_sa_grille_et_son_recu_avec_lui(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite())
    saisi = demande(ConstaterCriteres, "un", constats=[conforme("LOC-02")])
    assert cites(service, saisi) == ("", ["FS-2019-07"])
