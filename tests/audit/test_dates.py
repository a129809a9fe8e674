"""L'audit et ses dates : le référentiel du signalement, le jour de Paris, les règles citées."""

from datetime import UTC, datetime

import pytest

from services.audit.conduite.commands import ConclureAudit
from services.audit.conduite.domain.conclusion import AuditConcluant
from services.audit.conduite.domain.constats import CritereConstate
from services.audit.conduite.domain.declenchement import AuditDeclenche
from services.audit.conduite.domain.visite import EquipeDesignee
from shared.clock import paris_date
from shared.recording.aggregates import Event
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from tests.audit.envois import (
    AUDITEUR,
    clore,
    conclusion,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)
from tests.horloge import attendre

PREMIER_JOUR = datetime(2019, 6, 30, 22, tzinfo=UTC)  # 1 July in Paris
DERNIER_JOUR = datetime(2025, 6, 15, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize("le", [PREMIER_JOUR, DERNIER_JOUR])
def test_le_referentiel_est_celui_du_jour_du_signalement_a_paris(
    service: Service, le: datetime
) -> None:
    assert signaler(service, {"occurred_at": le}).accepted

    [declenche] = enregistres(service, AuditDeclenche)
    assert declenche.referentiel == "FS-2019-07"
    assert declenche.provenance["survenu_le"] == le


@pytest.mark.parametrize(
    ("le", "code"),
    [
        (datetime(2014, 12, 31, 22, 59, tzinfo=UTC), "AucunReferentiel"),
        (datetime(2019, 6, 30, 21, 59, tzinfo=UTC), "ReferentielNonOpposable"),
        (datetime(2025, 6, 15, 22, tzinfo=UTC), "ReferentielNonOpposable"),
    ],
)
def test_sans_referentiel_opposable_le_signalement_est_refuse_et_le_refus_s_enregistre(
    service: Service, le: datetime, code: str
) -> None:
    reponse = signaler(service, {"occurred_at": le})

    assert (reponse.statut, reponse.code) == ("REFUSE", code)
    [recu] = enregistres(service, MessageRecu)
    assert (recu.statut, recu.detail) == ("REFUSE", reponse.detail)
    assert not enregistres(service, AuditDeclenche)


def test_un_audit_se_conclut_sur_la_grille_de_son_signalement_meme_abrogee(
    service: Service,
) -> None:
    attendre(service, DERNIER_JOUR)
    signaler(service, {"occurred_at": DERNIER_JOUR})
    tous_acceptes(service, *visite(paris_date(DERNIER_JOUR)), tout_constater(), clore())
    apres = datetime(2025, 9, 1, 22, 30, tzinfo=UTC)
    attendre(service, apres)

    assert service.receive(demande(ConclureAudit, "fin", survenu_le=apres)).accepted

    [conclu] = enregistres(service, AuditConcluant)
    assert conclu.synthese["referentiel"] == "FS-2019-07"
    assert conclu.synthese["conclu_le"] == "2025-09-02"  # 0 h 30 in Paris


def test_chaque_evenement_cite_sa_grille_et_chaque_constat_son_auteur_inv_17(
    service: Service,
) -> None:
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater(), *conclusion())

    [equipe] = enregistres(service, EquipeDesignee)
    assert equipe.provenance["regles"] == ["COMPOSITION_EQUIPE@2019-07", "ORGANISMES"]
    sur_la_grille = (AuditDeclenche, CritereConstate, AuditConcluant)
    evenements = [e for e in enregistres(service, Event) if isinstance(e, sur_la_grille)]
    assert len(evenements) == 1 + 2 + 30 + 1
    assert all(each.provenance["regles"] == ["FS-2019-07"] for each in evenements)
    constats = enregistres(service, CritereConstate)
    assert {(each.auteur, each.organisme) for each in constats[:2]} == {
        ("service audit", "horaires publiés")
    }
    assert {(each.auteur, each.organisme) for each in constats[2:]} == {
        (AUDITEUR.id, AUDITEUR.organisme)
    }
