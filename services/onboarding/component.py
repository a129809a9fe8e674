"""Le raccordement, assemblé."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.onboarding.convention import application as convention
from services.onboarding.convention.effects.ecriture import Redacteur
from services.onboarding.formation import application as formation
from services.onboarding.formation.projections import FORMATION
from services.onboarding.fusion import application as fusion
from services.onboarding.inscription.projections import INSCRIPTION
from services.onboarding.operateurs import application as operateurs
from services.onboarding.operateurs.policies import echeances as des_sollicitations
from services.onboarding.operateurs.projections import DELAIS
from services.onboarding.outils import application as outils
from services.onboarding.outils.projections import ACTIVITE
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement import application as raccordement
from services.onboarding.raccordement.policies import echeances as des_liens
from services.onboarding.raccordement.projections import RACCORDEMENT
from services.onboarding.raccordement.reading import Liens
from shared.delivery.reception import RetryPolicy
from shared.messages.deadline import Deadline, Lifted
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring, require
from shared.runtime.version import running

HANDLERS = Handlers(
    "onboarding",
    raccordement.HANDLERS,
    fusion.HANDLERS,
    convention.HANDLERS,
    formation.HANDLERS,
    operateurs.HANDLERS,
    outils.HANDLERS,
)


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables ; exige LINK_SECRET et DOCUMENTS."""
    options = settings.options
    liens = Liens(require(options, "LINK_SECRET", "onboarding"), options["LINK_ADDRESS"])
    redacteur = Redacteur(Path(require(options, "DOCUMENTS", "onboarding")))
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, options, "onboarding")
    return Component(
        Service(HANDLERS, settings.store, settings.clock, keys, given={"liens": liens}),
        model,
        to_contract,
        [RACCORDEMENT, FORMATION, DELAIS, ACTIVITE, INSCRIPTION],
        redacteur.effect,
        redacteur.renderers.close,
        retry_policy=RetryPolicy.of(options),
        code=str(running(options)),
        decide_deadlines=echeances,
    )


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Les délais que chaque événement fait courir, ou arrête."""
    yield from des_liens(event)
    yield from des_sollicitations(event)
