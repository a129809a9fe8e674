"""L'audit, assemblé."""

from functools import partial

from services.audit.application import AuditService
from services.audit.echeances import echeances
from services.audit.motifs import MOTIFS
from services.audit.projections import SUIVI
from services.audit.publishing import to_contract
from services.audit.qualite.projections import QUALITE, labellisees
from shared.component import Component, Settings
from shared.readmodel import ReadModel
from shared.reception import Patience
from shared.settings import key_ring


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "audit")
    return Component(
        AuditService(settings.store, settings.clock, keys, partial(labellisees, model)),
        model,
        to_contract,
        [SUIVI, MOTIFS, QUALITE],
        patience=Patience.of(settings.options),
        decide_deadlines=echeances,
    )
