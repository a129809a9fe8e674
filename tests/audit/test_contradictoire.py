"""La phase contradictoire : datée, à durée dite, et un silence qui n'accorde rien (TMR-14)."""

from datetime import date, datetime

import pytest

from services.audit.conduite.commands import (
    ConclureAudit,
    ConstaterSilence,
    OuvrirContradictoire,
    PresenterObservations,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.contradictoire import (
    ContradictoireEnCours,
    ObservationsPorteurRecues,
    PhaseContradictoireOuverte,
    SilenceDuPorteurConstate,
)
from services.audit.conduite.policies import echeances
from services.audit.conduite.rules import ContradictoireSansObjet, regle_contradictoire
from shared.clock import PARIS
from shared.messages.deadline import Deadline, Lifted
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.rules.dated import Jours
from tests.audit.envois import (
    AUDIT,
    PORTEUR,
    clore,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)
from tests.horloge import attendre

EN_2021 = datetime(2021, 3, 1, 10, tzinfo=PARIS)


@pytest.fixture
def ouvert(service: Service) -> Service:
    signaler(service)
    ouvrir = demande(OuvrirContradictoire, "ouvrir", survenu_le=EN_2021)
    tous_acceptes(service, *visite(), tout_constater(), clore())
    attendre(service, EN_2021)
    tous_acceptes(service, ouvrir)
    return service


def attendue(service: Service) -> Deadline:
    [ouverte] = enregistres(service, PhaseContradictoireOuverte)
    [echeance] = echeances(ouverte)
    assert isinstance(echeance, Deadline)
    return echeance


def laisser_passer_le_delai(service: Service) -> None:
    attendre(service, attendue(service).due)
    assert service.receive(Envelope.starting(attendue(service).command)).accepted


def test_la_premiere_vague_n_a_pas_de_phase_contradictoire_tmr_14(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater(), clore())
    reponse = service.receive(demande(OuvrirContradictoire, "x"))
    assert (reponse.code, "04/11/2019" in reponse.detail) == ("ContradictoireSansObjet", True)
    with pytest.raises(ContradictoireSansObjet):
        regle_contradictoire(Jours.un(date(2020, 12, 31)))


def test_quinze_jours_entiers_pour_repondre_tmr_14(ouvert: Service) -> None:
    [ouverte] = enregistres(ouvert, PhaseContradictoireOuverte)
    assert (ouverte.jusqu_au, ouverte.silence) == ("2021-03-16", "ESCALADER")
    assert ouverte.provenance["regles"] == ["CONTRADICTOIRE@2021-01"]
    assert attendue(ouvert).due == datetime(2021, 3, 17, tzinfo=PARIS)
    assert attendue(ouvert).about == AUDIT


def test_tant_que_le_porteur_peut_repondre_l_audit_ne_se_conclut_pas_tmr_14(
    ouvert: Service,
) -> None:
    reponse = ouvert.receive(demande(ConclureAudit, "tôt"))
    assert reponse.code == ContradictoireEnCours.__name__


def test_le_silence_se_constate_et_n_etablit_aucun_critere_a022_tmr_14(
    ouvert: Service,
) -> None:
    avant = ouvert.load_or_refuse(Audit, AUDIT).constats
    laisser_passer_le_delai(ouvert)

    [silence] = enregistres(ouvert, SilenceDuPorteurConstate)
    assert silence.silence == "ESCALADER"
    assert ouvert.load_or_refuse(Audit, AUDIT).constats == avant
    assert ouvert.receive(demande(ConclureAudit, "fin")).accepted


def test_une_reponse_a_temps_leve_l_echeance_et_permet_de_conclure_tmr_14(
    ouvert: Service,
) -> None:
    presenter = demande(PresenterObservations, "obs", PORTEUR, texte="les travaux sont faits")
    tous_acceptes(ouvert, presenter)

    [recues] = enregistres(ouvert, ObservationsPorteurRecues)
    assert isinstance(recues, ObservationsPorteurRecues)
    assert list(echeances(recues)) == [Lifted(AUDIT)]
    assert isinstance(attendue(ouvert).command, ConstaterSilence)
    laisser_passer_le_delai(ouvert)
    assert enregistres(ouvert, SilenceDuPorteurConstate) == []
    assert ouvert.receive(demande(ConclureAudit, "fin")).accepted


def test_une_phase_declaree_apres_coup_laisse_au_porteur_ses_quinze_jours_tmr_14(
    service: Service,
) -> None:
    """La règle est celle du jour où la demande arrive, et les jours courent de celui-là."""
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater(), clore())
    attendre(service, datetime(2021, 1, 10, 9, tzinfo=PARIS))
    avant = datetime(2020, 12, 20, 9, tzinfo=PARIS)
    tous_acceptes(service, demande(OuvrirContradictoire, "ouvrir", survenu_le=avant))

    [ouverte] = enregistres(service, PhaseContradictoireOuverte)
    assert ouverte.jusqu_au == "2021-01-25"
    assert ouverte.provenance["regles"] == ["CONTRADICTOIRE@2021-01"]
