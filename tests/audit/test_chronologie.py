"""Les étapes d'un audit se datent dans leur ordre, même déclarées après coup."""

from datetime import datetime
from typing import Any

import pytest

from services.audit.conduite.commands import (
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    DebuterVisite,
    PlanifierVisite,
    RectifierConstat,
)
from services.audit.rapports.commands import SignerRapport
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from shared.clock import PARIS
from shared.recording.application import Service
from tests.audit.envois import (
    AUDITEUR,
    PHOTO,
    PORTEUR,
    clore,
    conforme,
    constituer,
    demande,
    designer,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)
from tests.horloge import attendre


def le(jour: int) -> datetime:
    return datetime(2019, 11, jour, 12, tzinfo=PARIS)


def reponse(
    service: Service, kind: type[Any], jour: int, acteur: Any = AUDITEUR, **dit: Any
) -> str:
    """Le code de la réponse à une demande du 25 novembre qui se dit de ce jour."""
    attendre(service, le(25))
    objet = f"{kind.__name__} {jour} {dit}"
    return service.receive(demande(kind, objet, acteur, survenu_le=le(jour), **dit)).code


@pytest.fixture
def visite_le_4(service: Service) -> Service:
    signaler(service, {"occurred_at": le(4)})
    tous_acceptes(service, *visite())
    return service


def test_une_equipe_ne_se_designe_pas_avant_sa_mission_ni_avant_l_audit_a002(
    service: Service,
) -> None:
    attendre(service, le(25))
    signaler(service, {"occurred_at": le(4)})
    tous_acceptes(service, constituer(le=le(6)))
    jours = [service.receive(designer(f"{j}", survenu_le=le(j))).code for j in (3, 5, 6)]

    assert jours == ["DateAnterieure", "DateAnterieure", ""]


def test_une_visite_ne_finit_pas_avant_d_avoir_commence_a022(visite_le_4: Service) -> None:
    constats = [conforme("AGT-01")]
    assert reponse(visite_le_4, ConstaterCriteres, 3, constats=constats) == "DateAnterieure"
    tous_acceptes(visite_le_4, tout_constater())

    assert reponse(visite_le_4, CloreVisite, 3) == "DateAnterieure"
    assert reponse(visite_le_4, CloreVisite, 4) == ""


def test_une_conclusion_ne_precede_pas_la_fin_de_la_visite_a022_inv_01(
    visite_le_4: Service,
) -> None:
    tous_acceptes(visite_le_4, tout_constater())
    assert reponse(visite_le_4, CloreVisite, 10) == ""

    jours = [reponse(visite_le_4, ConclureAudit, jour) for jour in (4, 9, 10)]
    assert jours == ["DateAnterieure", "DateAnterieure", ""]
    assert reponse(visite_le_4, SignerRapport, 9) == "DateAnterieure"
    rectifie = {"constat": conforme("AGT-01"), "motif": "recompté"}
    assert reponse(visite_le_4, RectifierConstat, 9, **rectifie) == "DateAnterieure"


def test_une_visite_ne_se_planifie_ni_ne_commence_avant_l_audit(service: Service) -> None:
    signaler(service, {"occurred_at": le(4)})
    tous_acceptes(service, constituer(), designer())

    assert reponse(service, PlanifierVisite, 3, le=le(5).date()) == "DateAnterieure"
    assert reponse(service, PlanifierVisite, 4, le=le(5).date()) == ""
    assert reponse(service, DebuterVisite, 4) == "DatePassee"


def test_une_remarque_se_formule_se_traite_et_se_leve_dans_cet_ordre_a017(
    visite_le_4: Service,
) -> None:
    """Jamais avant la visite."""
    texte: dict[str, Any] = {"critere": "LOC-02", "texte": "rehausser la cloison"}
    assert reponse(visite_le_4, FormulerRemarque, 3, **texte) == "DateAnterieure"
    attendre(visite_le_4, le(25))
    formulee = visite_le_4.receive(demande(FormulerRemarque, "une", survenu_le=le(6), **texte))
    tous_acceptes(visite_le_4, tout_constater(), clore())
    remarque: dict[str, Any] = {"remarque_id": formulee.cree["remarque_id"]}
    traitee = {**remarque, "reponse": "rehaussée", "preuves": [PHOTO]}

    assert reponse(visite_le_4, TraiterRemarque, 5, PORTEUR, **traitee) == "DateAnterieure"
    assert reponse(visite_le_4, TraiterRemarque, 25, PORTEUR, **traitee) == ""
    assert reponse(visite_le_4, LeverRemarque, 24, **remarque) == "DateAnterieure"
    assert reponse(visite_le_4, LeverRemarque, 25, **remarque) == ""


def test_un_refus_dit_les_deux_dates_et_ce_qu_il_faut_corriger(visite_le_4: Service) -> None:
    attendre(visite_le_4, le(25))
    tous_acceptes(visite_le_4, tout_constater())

    refus = visite_le_4.receive(demande(CloreVisite, "tôt", survenu_le=le(3)))
    assert refus.detail == (
        "La demande se dit du 03/11/2019, et ce à quoi elle répond date du 04/11/2019 : "
        "corrigez « survenu_le »."
    )
