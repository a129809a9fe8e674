"""Ce que les auditeurs ont à faire, et ce qu'un audit montre de son histoire."""

from typing import Any
from uuid import UUID

import pytest

from services.audit.component import PROJECTIONS
from services.audit.conduite.commands import AnnulerAudit, RectifierConstat
from services.audit.conduite.questions.agenda import a_planifier
from services.audit.rapports.questions import detail
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from services.audit.remarques.questions import remarques_ouvertes
from shared.log.readers import ProjectionReader
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.repository import Introuvable
from tests.audit.envois import (
    AGENCE,
    AUDIT,
    PHOTO,
    PORTEUR,
    conclusion,
    conforme,
    demande,
    designer,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)


def lire(service: Service, model: ReadModel) -> ReadModel:
    readers = [ProjectionReader(service, model, each) for each in PROJECTIONS]
    while sum(reader.run() for reader in readers):
        pass
    return model


def etats(service: Service, model: ReadModel, **ou: str) -> list[tuple[str, str, str]]:
    lus = a_planifier(lire(service, model), **ou)
    return [(each["etat"], each["visite_le"], each["responsable"]) for each in lus]


def test_un_audit_se_planifie_puis_quitte_l_agenda_une_fois_la_visite_commencee_c3(
    service: Service, model: ReadModel
) -> None:
    signaler(service)
    assert etats(service, model) == [("DECLENCHE", "", "")]

    constituer, equipe, planifier, debuter = visite()
    tous_acceptes(service, constituer, equipe, planifier)
    assert etats(service, model) == [("PLANIFIE", "2019-11-04", "auditeur CGET 15")]
    assert etats(service, model, departement="15") and not etats(service, model, departement="46")

    tous_acceptes(service, debuter)
    assert etats(service, model) == []


def remarques(service: Service, model: ReadModel) -> list[tuple[str, str]]:
    return [(each["etat"], each["reponse"]) for each in remarques_ouvertes(lire(service, model))]


def test_une_remarque_reste_ouverte_jusqu_a_sa_levee_a017(
    service: Service, model: ReadModel
) -> None:
    signaler(service)
    formuler = demande(FormulerRemarque, "r", critere="LOC-02", texte="rehausser")
    tous_acceptes(service, *visite(), tout_constater(), formuler)
    assert remarques(service, model) == [("EMISE", "")]
    [ouverte] = remarques_ouvertes(model, "15")
    dit: dict[str, Any] = {"remarque_id": ouverte["remarque_id"]}

    traiter = demande(TraiterRemarque, "t", PORTEUR, **dit, reponse="fait", preuves=[PHOTO])
    tous_acceptes(service, traiter)
    assert remarques(service, model) == [("TRAITEE", "fait")]
    tous_acceptes(service, demande(LeverRemarque, "l", **dit))
    assert remarques(service, model) == []


def test_les_remarques_d_un_audit_annule_n_attendent_plus_c7_5(
    service: Service, model: ReadModel
) -> None:
    signaler(service)
    formuler = demande(FormulerRemarque, "r", critere="LOC-02", texte="rehausser")
    tous_acceptes(service, *visite(), formuler, demande(AnnulerAudit, "a", AGENCE, motif="conflit"))
    assert remarques(service, model) == []


def test_un_audit_se_montre_entier_constats_rectifies_compris_inv_07(
    service: Service,
) -> None:
    signaler(service)
    constat = {**conforme("LOC-02", "NON_CONFORME"), "preuves": [PHOTO]}
    rectifier = demande(RectifierConstat, "x", constat=constat, motif="autre local")
    tous_acceptes(service, *visite(), tout_constater(), *conclusion(), rectifier)

    montre = detail(service, AUDIT)

    assert (montre["etat"], montre["en_cause"]) == ("CONCLU", ["LOC-02"])
    premier, second = (c for c in montre["constats"] if c["critere"] == "LOC-02")
    assert (premier["resultat"], premier["remplace"]) == ("CONFORME", None)
    assert (second["resultat"], second["remplace"]) == ("NON_CONFORME", premier["rang"])
    assert (second["raison"], second["preuves"]) == ("autre local", [PHOTO])
    assert second["auteur"] == "auditeur CGET 15" and second["mode"] == "CONSTATE_SUR_SITE"


def test_un_audit_inconnu_ne_se_montre_pas(service: Service) -> None:
    with pytest.raises(Introuvable):
        detail(service, UUID(int=9))


def test_une_equipe_hors_de_sa_mission_ou_sans_mission_est_refusee_a002_x02(
    service: Service,
) -> None:
    signaler(service)
    tous_acceptes(service, visite()[0])
    etranger = [{"id": "auditeur inconnu", "organisme": "CGET"}]
    hors = designer("hors", membres=etranger, responsable="auditeur inconnu")
    sans = designer("sans", mission_id=None)
    chef = designer("chef", responsable="auditeur IGA 4")

    codes = [service.receive(each).code for each in (hors, sans, chef)]

    assert codes == ["HorsMission", "EquipeManquante", "HorsEquipe"]
