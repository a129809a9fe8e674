"""Après la visite : constats rectifiés, audit annulé, remarques, par qui en a le droit."""

from typing import Any

import pytest

from services.audit.conduite.commands import AnnulerAudit, RectifierConstat
from services.audit.publishing import to_contract
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from services.audit.remarques.domain import Remarques
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.recording.application import Service
from tests.audit.envois import (
    AGENCE,
    MAISON,
    PHOTO,
    PORTEUR,
    conclusion,
    conforme,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)

PREFET = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")


@pytest.fixture
def conclu(service: Service) -> Service:
    assert signaler(service).accepted
    remarquer = demande(FormulerRemarque, "r", critere="LOC-02", texte="rehausser la cloison")
    tous_acceptes(service, *visite(), tout_constater(), remarquer, *conclusion())
    return service


def annonces(service: Service) -> list[Any]:
    return [fait for _, event in recorded_after(service, 0) if (fait := to_contract(event))]


def rectifier(service: Service, **dit: Any) -> Outcome:
    constat = conforme("LOC-02", "NON_CONFORME")
    return service.receive(demande(RectifierConstat, f"rectifier {dit}", constat=constat, **dit))


def test_une_conclusion_remise_en_cause_s_annonce_avec_ses_criteres_c7_7(
    conclu: Service,
) -> None:
    assert rectifier(conclu, motif="autre local").accepted

    annonce = annonces(conclu)[-1]
    assert (annonce.type, annonce.concluant) == ("ConclusionRemiseEnCause", False)
    assert [critere.code for critere in annonce.criteres] == ["LOC-02"]
    assert annonce.raison == "autre local"


def test_une_annulation_s_annonce_avec_sa_raison_c7_5(conclu: Service) -> None:
    assert conclu.receive(demande(AnnulerAudit, "x", AGENCE, motif="conflit")).accepted

    annonce = annonces(conclu)[-1]
    assert (annonce.type, annonce.raison) == ("AuditAnnulé", "conflit")


def test_qui_revient_sur_ce_qui_est_etabli_dit_pourquoi(conclu: Service) -> None:
    assert rectifier(conclu).code == "MotifManquant"
    assert conclu.receive(demande(AnnulerAudit, "x", AGENCE)).code == "MotifManquant"


def remarquer(service: Service) -> Any:
    return enregistres(service, Remarques.RemarqueFormulee)[-1].remarque_id


def traiter(service: Service, remarque_id: Any) -> Outcome:
    dit = {"remarque_id": remarque_id, "reponse": "rehaussée", "preuves": [PHOTO]}
    return service.receive(demande(TraiterRemarque, "traiter", PORTEUR, **dit))


def test_une_remarque_vit_jusqu_a_sa_levee_par_le_prefet_a017(conclu: Service) -> None:
    remarque_id = remarquer(conclu)
    assert traiter(conclu, remarque_id).accepted
    assert conclu.receive(demande(LeverRemarque, "lever", PREFET, remarque_id=remarque_id)).accepted

    types = [annonce.type for annonce in annonces(conclu)]
    assert types[-2:] == ["RemarqueLevée", "RemarquesIntégralementLevées"]


def test_un_prefet_d_un_autre_departement_ne_leve_rien_a017_a020(conclu: Service) -> None:
    remarque_id = remarquer(conclu)
    assert traiter(conclu, remarque_id).accepted
    lot = Acteur(role="PREFET", id="préfecture du Lot", departement="46")

    reponse = conclu.receive(demande(LeverRemarque, "lever", lot, remarque_id=remarque_id))

    assert (reponse.code, "46" in reponse.detail) == ("DepartementEtranger", True)


def test_une_remarque_vise_un_critere_du_referentiel(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite())
    inconnu = demande(FormulerRemarque, "x", critere="ZZZ-99", texte="?")
    assert service.receive(inconnu).code == "CritereInconnu"


def test_un_audit_sans_remarque_n_en_a_aucune_a_lever(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite())
    reponse = service.receive(demande(LeverRemarque, "x", remarque_id=MAISON))
    assert reponse.code == "Introuvable"
