"""Le financement, assemblé."""

from services.funding.application import Funding
from services.funding.projections import DROITS_OUVERTS
from services.funding.publishing import to_contract
from shared.component import Component, Settings
from shared.readmodel import ReadModel
from shared.reception import Patience


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    service = Funding(settings.store, settings.clock)
    return Component(
        service,
        ReadModel(settings.sql_url),
        to_contract,
        [DROITS_OUVERTS],
        patience=Patience.of(settings.options),
    )
