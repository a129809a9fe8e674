"""Le financement, assemblé."""

from services.funding.application import Funding
from services.funding.itinerance.projections import ITINERANCE
from services.funding.projections import DROITS_OUVERTS
from services.funding.publishing import to_contract
from shared.delivery.reception import RetryPolicy
from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "funding")
    return Component(
        Funding(settings.store, settings.clock, keys),
        model,
        to_contract,
        [DROITS_OUVERTS, ITINERANCE],
        retry_policy=RetryPolicy.of(settings.options),
    )
