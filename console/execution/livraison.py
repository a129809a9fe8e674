"""Le processus qui livre les faits aux webhooks : un seul mène, les autres attendent."""

import logging
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from console.execution.opened import caught_up, opened
from services.notifications.component import reseaux_admis
from services.notifications.webhooks.web.envoi import Envoi
from services.notifications.webhooks.web.livreur import Livreur
from services.notifications.webhooks.web.ronde import BATTEMENT, Ronde
from shared.delivery.reception import RetryPolicy
from shared.log.causes import is_outage
from shared.observability import heartbeat
from shared.observability.exporting import export_traces
from shared.observability.logs import configure
from shared.runtime.accounts import READER
from shared.runtime.component import Component
from shared.runtime.leader import WEBHOOKS_KEY, Leading
from shared.runtime.probes.health import of_the_databases
from shared.runtime.probes.process import Watched, probed
from shared.runtime.senders import Senders
from shared.runtime.settings import variables
from shared.runtime.stop import Stop

logger = logging.getLogger(__name__)

SERVICE, ROLE = "notifications", "webhooks"
PUBLIEURS = ("labellisation", "audit", "funding", "onboarding")
PAUSE = 1.0
"""Secondes entre deux rondes quand il n'y a rien à livrer."""
ENCORE = 0.02


def livrer(folder: Path | None) -> None:
    """Jusqu'à SIGTERM : les envois en cours finissent, le reste attend dans sa file."""
    options = variables(SERVICE)
    configure(SERVICE, ROLE, options["LOG_FORMAT"])
    arret = a_l_arret()
    with ExitStack() as fermetures:
        fermetures.callback(export_traces(SERVICE, ROLE, options))
        [chez, *sources] = fermetures.enter_context(ouverts(folder))
        ronde = Ronde(livreur(chez, sources, options, arret), Senders.of(SERVICE, options).current)
        fermetures.callback(ronde.fermer)
        fermetures.callback(probed(lambda: processus([chez, *sources]), options))
        tourner(chez, ronde, arret)


def a_l_arret() -> Stop:
    arret = Stop()

    def ordonner(signum: int, frame: FrameType | None) -> None:
        arret.order()

    signal.signal(signal.SIGTERM, ordonner)
    signal.signal(signal.SIGINT, ordonner)
    return arret


@contextmanager
def ouverts(folder: Path | None) -> Iterator[list[Component]]:
    """Les notifications, où tout est tenu, puis les services dont les faits sont lus."""
    with (
        opened([SERVICE], folder) as [chez],
        opened(PUBLIEURS, folder, reader=READER) as sources,
    ):
        yield [caught_up(each) for each in (chez, *sources)] if folder else [chez, *sources]


def livreur(
    chez: Component, sources: list[Component], options: Mapping[str, str], arret: Stop
) -> Livreur:
    """Lève ConfigurationRefused si un réglage ne se lit pas."""
    envoi = Envoi(reseaux_admis(options), chez.service.clock)
    sues = {each.name: each for each in sources}
    essais = tuple(float(each) for each in options["WEBHOOKS_ESSAIS"].split(","))
    return Livreur(chez, sues, envoi, RetryPolicy(quick=(), later=essais), arret)


def processus(components: Sequence[Component]) -> Watched:
    """Prêt si chaque base l'est."""
    return Watched(SERVICE, ROLE, of_the_databases(components))


def tourner(chez: Component, ronde: Ronde, arret: Stop) -> None:
    """Un dossier n'a pas de verrou : un seul processus l'ouvre ainsi."""
    while not arret.ordered:
        try:
            if chez.model.engine.dialect.name == "sqlite":
                mener(ronde, arret, lambda: None)
            else:
                mener_sous_verrou(chez, ronde, arret)
        except Exception as erreur:
            if not is_outage(erreur):
                raise
            logger.warning("Base de données injoignable, nouvel essai : %s", erreur)
            attendre(arret)


def mener_sous_verrou(chez: Component, ronde: Ronde, arret: Stop) -> None:
    with chez.model.engine.connect() as session:
        verrou = Leading(session, WEBHOOKS_KEY)
        if not verrou.begins([]):
            return attendre(arret)
        logger.info("Ce processus livre les webhooks.")
        mener(ronde, arret, verrou.check)


def mener(ronde: Ronde, arret: Stop, verifier: Callable[[], None]) -> None:
    while not arret.ordered:
        verifier()
        arret.wait(ENCORE if ronde.passer() else PAUSE)


def attendre(arret: Stop) -> None:
    heartbeat.beat(BATTEMENT)
    arret.wait(PAUSE)
