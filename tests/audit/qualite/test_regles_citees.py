"""Après le label, chaque fait cite les règles sur lesquelles il repose (INV-17)."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from services.audit.enquetes.domain import CampagneEnquete
from services.audit.mysteres.commands import RealiserVisiteMystere, TirerVisitesMysteres
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.rules import grille_du
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from shared.clock import SimulatedClock
from shared.contracts.onboarding import AgentDesinscrit
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.runtime.component import Component
from tests.audit.qualite.envois import (
    AGENTS,
    LABEL,
    MAISON,
    USAGERS,
    attendre,
    recevoir,
    repondre,
)
from tests.contracts.language import sample

FEVRIER = date(2020, 2, 3)
DITP = Acteur(role="DITP", id="baromètre Marianne")
TIRAGE = TirageVisitesMysteres.create_id("essai", FEVRIER.isoformat())
SEUILS, GRILLE = "ALERTES-2019", "GRILLE-VISITE-1"


@pytest.fixture
def ouverte(audit: Component, clock: SimulatedClock) -> Component:
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, FEVRIER)
    return audit


def cites(component: Component, *kinds: type[Any]) -> list[list[str]]:
    """Les règles que citent les faits de ces sortes, dans l'ordre du journal."""
    events = (event for _, event in recorded_after(component.service, 0, 10_000))
    return [each.provenance.get("regles", []) for each in events if isinstance(each, kinds)]


def test_le_suivi_et_la_campagne_citent_la_regle_d_enquete(ouverte: Component) -> None:
    assert cites(ouverte, SuiviQualite.SuiviQualiteOuvert) == [["ENQUETES-2019"]]
    assert cites(ouverte, CampagneEnquete.CampagneEnqueteOuverte) == [
        ["ENQUETES-2019", AGENTS, USAGERS]
    ]


def test_une_reponse_et_son_alerte_citent_le_questionnaire_et_les_seuils(
    ouverte: Component,
) -> None:
    for rang in range(1, 11):
        assert repondre(ouverte, rang, notes={"ACCUEIL": 3}).accepted

    selon = [USAGERS, SEUILS]
    assert cites(ouverte, CampagneEnquete.ReponseEnqueteEnregistree) == [selon] * 10
    assert cites(ouverte, Veille.VeilleOuverte, Veille.AlerteQualiteEmise) == [selon] * 2


def test_un_effectif_trop_bas_cite_le_referentiel(ouverte: Component) -> None:
    depart = AgentDesinscrit.read(sample("AgentDesinscrit.v1"))
    assert recevoir(ouverte, depart.model_copy(update={"agents": 1})).accepted

    [ouverture, alerte] = cites(ouverte, Veille.VeilleOuverte, Veille.AlerteQualiteEmise)
    assert ouverture == alerte == ["FS-2019-07"]


def test_un_tirage_et_ses_visites_citent_leurs_regles(ouverte: Component) -> None:
    entete = {"message_id": uuid5(TIRAGE, "tirer"), "acteur": DITP}
    corps = {"programme": "essai", "le": FEVRIER, "nombre": 1, "graine": "5f" * 32}
    tirer = TirerVisitesMysteres.model_validate({**entete, **corps})
    points = [{"code": each.code, "points": 0} for each in grille_du(FEVRIER).observations]
    visite = {"tirage_id": TIRAGE, "cible": MAISON, "observations": points}
    realiser = RealiserVisiteMystere.model_validate(
        {**entete, **visite, "message_id": uuid5(TIRAGE, "visiter")}
    )
    assert recevoir(ouverte, tirer).accepted and recevoir(ouverte, realiser).accepted

    tirage = TirageVisitesMysteres
    assert (
        cites(ouverte, tirage.VisitesMysteresTirees, tirage.CiblesScellees)
        == [["TIRAGE-2019", "REGIONS-2016"]] * 2
    )
    assert cites(ouverte, tirage.VisiteMystereRealisee) == [[SEUILS, GRILLE]]
    assert cites(ouverte, Veille.AlerteQualiteEmise) == [[SEUILS, GRILLE]]
