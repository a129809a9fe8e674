"""Le financement, assemblé."""

from collections.abc import Iterator
from typing import Any

from services.funding.forfait.application import demandes
from services.funding.forfait.policies import echeances as des_droits
from services.funding.forfait.projections import DROITS_OUVERTS, MOUVEMENTS_DES_DROITS
from services.funding.forfait.rules.regles import charger_regles
from services.funding.garantie import application as garantie
from services.funding.garantie.policies import echeances as des_garanties
from services.funding.garantie.projections import GARANTIES
from services.funding.itinerance.application import aides, situations
from services.funding.itinerance.projections import ITINERANCE
from services.funding.labels import application as labels
from services.funding.publishing import to_contract
from services.funding.releve.projections import RELEVE
from services.funding.versements import application as versements
from services.funding.versements.projections import VERSEMENTS
from shared.delivery.reception import RetryPolicy
from shared.messages.deadline import Deadline, Lifted
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring
from shared.runtime.version import running

HANDLERS = Handlers(
    "funding",
    labels.HANDLERS,
    demandes.HANDLERS,
    versements.HANDLERS,
    garantie.HANDLERS,
    aides.HANDLERS,
    situations.HANDLERS,
)


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "funding")
    return Component(
        Service(HANDLERS, settings.store, settings.clock, keys, given=given()),
        model,
        to_contract,
        [DROITS_OUVERTS, MOUVEMENTS_DES_DROITS, VERSEMENTS, GARANTIES, ITINERANCE, RELEVE],
        retry_policy=RetryPolicy.of(settings.options),
        code=str(running(settings.options)),
        decide_deadlines=echeances,
    )


def given() -> dict[str, Any]:
    """Ce que les traitements reçoivent, en plus de leur message."""
    return {"regles": charger_regles()}


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Les délais que chaque événement fait courir, ou arrête."""
    yield from des_droits(event)
    yield from des_garanties(event)
