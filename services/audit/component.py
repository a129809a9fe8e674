"""L'audit, assemblé."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from services.audit.conduite import application as conduite
from services.audit.conduite import policies as contradictoire
from services.audit.conduite.projections.agenda import AGENDA
from services.audit.conduite.projections.audits import SUIVI
from services.audit.enquetes import application as enquetes
from services.audit.enquetes import policies as campagnes
from services.audit.enquetes.projections import SATISFACTION
from services.audit.missions import application as missions
from services.audit.missions.projections import MISSIONS
from services.audit.motifs.projections import MOTIFS
from services.audit.mysteres import application as mysteres
from services.audit.mysteres.projections import MYSTERES
from services.audit.publishing import to_contract
from services.audit.rapports import application as rapports
from services.audit.rapports.effects.redaction import Redacteur
from services.audit.remarques import application as remarques
from services.audit.remarques.projections import REMARQUES
from services.audit.vigilance import application as vigilance
from services.audit.vigilance.projections import CADRE, VIGILANCE
from services.audit.vigilance.questions import labellisees
from shared.delivery.reception import RetryPolicy
from shared.log.readers import joined
from shared.messages.deadline import Deadline, Lifted
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring, require
from shared.runtime.version import running

HANDLERS = Handlers(
    "audit",
    missions.HANDLERS,
    conduite.HANDLERS,
    remarques.HANDLERS,
    rapports.HANDLERS,
    vigilance.HANDLERS,
    enquetes.HANDLERS,
    mysteres.HANDLERS,
)
PROJECTIONS = (
    SUIVI,
    joined("agenda", AGENDA, REMARQUES),
    MOTIFS,
    joined("qualite", VIGILANCE, SATISFACTION, MYSTERES),
    CADRE,
    MISSIONS,
)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Celles que chaque événement pose ou lève : réponse d'un porteur, enquête annuelle."""
    yield from contradictoire.echeances(event)
    yield from campagnes.echeances(event)


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service ; exige DOCUMENTS."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "audit")
    redacteur = Redacteur(Path(require(settings.options, "DOCUMENTS", "audit")))
    given = {"labellisees": partial(labellisees, model)}
    return Component(
        Service(HANDLERS, settings.store, settings.clock, keys, given),
        model,
        to_contract,
        PROJECTIONS,
        redacteur.effect,
        redacteur.renderers.close,
        retry_policy=RetryPolicy.of(settings.options),
        code=str(running(settings.options)),
        decide_deadlines=echeances,
    )
