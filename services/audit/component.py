"""L'audit, assemblé."""

from services.audit.application import AuditService
from services.audit.projections import SUIVI
from services.audit.publishing import to_contract
from shared.component import Component, Settings
from shared.readmodel import ReadModel
from shared.reception import Patience


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    service = AuditService(settings.store, settings.clock)
    return Component(
        service,
        ReadModel(settings.sql_url),
        to_contract,
        [SUIVI],
        patience=Patience.of(settings.options),
    )
