"""L'audit, assemblé."""

from functools import partial
from pathlib import Path

from services.audit.application import AuditService
from services.audit.conduite.projections.agenda import AGENDA
from services.audit.conduite.projections.audits import SUIVI
from services.audit.echeances import echeances
from services.audit.motifs.questions.statistiques import MOTIFS
from services.audit.publishing import to_contract
from services.audit.rapports.effects.redaction import Redacteur
from services.audit.vigilance.projections import QUALITE, labellisees
from shared.delivery.reception import RetryPolicy
from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring, require


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service ; exige DOCUMENTS."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "audit")
    redacteur = Redacteur(Path(require(settings.options, "DOCUMENTS", "audit")))
    return Component(
        AuditService(settings.store, settings.clock, keys, partial(labellisees, model)),
        model,
        to_contract,
        [SUIVI, AGENDA, MOTIFS, QUALITE],
        redacteur.effect,
        retry_policy=RetryPolicy.of(settings.options),
        decide_deadlines=echeances,
    )
