"""La même demande, une fois levée la cause de son refus : elle est retenue, une fois (ADR 0031)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.labellisation.dossier.commands import RemonterStructure, SignalerStructure
from services.labellisation.geographie.domain import FichierLu
from services.labellisation.geographie.questions import CodeGeographique, Commune, CommunesChargees
from services.labellisation.territoire.commands import AdopterPlan, OuvrirCampagne, ReviserPlan
from services.labellisation.territoire.domain.campagne import CampagneRemontee
from shared.log.readers import recorded_after
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.store import MessageRecu
from tests.labellisation.bureau import AGENCE, Bureau, prefet, structure

SEPTEMBRE = date(2019, 9, 10)
CODE = "REMONTEE-2019-09"
FICHE = {"nom": "Allanche", "departement": "15", "commune_insee": "15001"}
REMONTEE = {"structure_id": structure("Allanche"), "fiche": FICHE, "fichier": "f", "ligne": 1}
PLAN = {
    "departement": "15",
    "sdaasp": "Schéma du Cantal",
    "objectifs": [{"echeance": "2020-12-31", "structures": 2}],
    "candidates": [],
}

Levee = Callable[[Bureau], object]


def charger_saint_flour(bureau: Bureau) -> None:
    commune = Commune("15187", "Saint-Flour", "15", "Cantal", "1515", "", "CC", 45.0, 3.1, "15187")
    code = CodeGeographique(2025, (FichierLu("communes.csv", "00"),), (), (commune,))
    assert CommunesChargees(bureau.component.model).charger(code)


def ouvrir_la_campagne(bureau: Bureau) -> None:
    assert bureau.demander(OuvrirCampagne, AGENCE, SEPTEMBRE, code=CODE).accepted


def remonter(bureau: Bureau) -> None:
    assert bureau.remonter("Allanche", SEPTEMBRE).accepted


def adopter_un_plan(bureau: Bureau) -> None:
    assert bureau.demander(AdopterPlan, prefet(), SEPTEMBRE, **PLAN).accepted


@pytest.mark.parametrize(
    ("kind", "dit", "code", "lever"),
    [
        (
            RemonterStructure,
            {**REMONTEE, "fiche": {**FICHE, "commune_insee": "15187"}},
            "CommuneInconnue",
            charger_saint_flour,
        ),
        (
            RemonterStructure,
            {**REMONTEE, "campagne_id": CampagneRemontee.create_id(CODE)},
            "CampagneInconnue",
            ouvrir_la_campagne,
        ),
        (SignalerStructure, {"structure_id": structure("Allanche")}, "Introuvable", remonter),
        (ReviserPlan, PLAN, "Introuvable", adopter_un_plan),
    ],
    ids=["commune", "campagne", "structure", "plan"],
)
def test_elle_est_retenue_une_fois(
    bureau: Bureau, kind: type[Command], dit: dict[str, Any], code: str, lever: Levee
) -> None:
    demande = envelope(kind, dit)
    assert [recevoir(bureau, demande).code for _ in range(2)] == [code, code]

    lever(bureau)

    acceptee = recevoir(bureau, demande)
    assert acceptee.accepted, acceptee
    assert recevoir(bureau, demande) == acceptee
    assert [recu.statut for recu in recus(bureau, demande)] == ["REFUSE", "ACCEPTE"]


def envelope(kind: type[Command], dit: dict[str, Any]) -> Envelope:
    entete = {"message_id": structure("la demande"), "acteur": prefet()}
    return Envelope.starting(kind.model_validate({**entete, **dit}))


def recevoir(bureau: Bureau, demande: Envelope) -> Outcome:
    reponse = bureau.component.service.receive(demande)
    bureau.tourner()
    return reponse


def recus(bureau: Bureau, demande: Envelope) -> list[MessageRecu]:
    events = [event for _, event in recorded_after(bureau.component.service, 0, limit=1000)]
    received = [event for event in events if isinstance(event, MessageRecu)]
    return [each for each in received if each.message_id == demande.body.message_id]
