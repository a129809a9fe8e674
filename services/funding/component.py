"""Le financement, assemblé."""

from services.funding.forfait.projections import DROITS_OUVERTS
from services.funding.itinerance.application import aides, situations
from services.funding.itinerance.projections import ITINERANCE
from services.funding.labels import application as labels
from services.funding.publishing import to_contract
from shared.delivery.reception import RetryPolicy
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring
from shared.runtime.version import running

HANDLERS = Handlers("funding", labels.HANDLERS, aides.HANDLERS, situations.HANDLERS)


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "funding")
    return Component(
        Service(HANDLERS, settings.store, settings.clock, keys),
        model,
        to_contract,
        [DROITS_OUVERTS, ITINERANCE],
        retry_policy=RetryPolicy.of(settings.options),
        code=str(running(settings.options)),
    )
