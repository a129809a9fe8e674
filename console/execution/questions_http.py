"""Le processus qui répond par HTTP aux questions publiées, sans rien écrire que leurs refus."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from console.execution.opened import caught_up, opened
from console.execution.services import SERVICES, published
from shared.clock import SystemClock
from shared.http.application import Door, Published, application
from shared.http.documents import Documents
from shared.http.entrance import TOKENS, Entrance, Tokens
from shared.http.openapi import document
from shared.http.serving import listening, serve
from shared.observability.exporting import export_traces
from shared.observability.logs import configure
from shared.observability.metrics import BUILD
from shared.runtime.accounts import READER
from shared.runtime.component import Component
from shared.runtime.probes.health import Check, alive, judged, of_the_database
from shared.runtime.probes.process import listening as probed
from shared.runtime.probes.process import page
from shared.runtime.probes.server import Answer
from shared.runtime.senders import ACCOUNTS, Senders
from shared.runtime.settings import number, require, variables
from shared.runtime.version import running

logger = logging.getLogger(__name__)

ROLE = "http"
"""Its name, in its logs and its measures."""


def run_http(folder: Path | None, address: str, port: int, documents: Documents) -> None:
    """Until SIGTERM: answers what was asked before, then closes."""
    options = variables(READER)
    configure(READER, ROLE, options["LOG_FORMAT"])
    entrance = entrance_of(options)
    with ExitStack() as closing:
        closing.callback(export_traces(READER, ROLE, options))
        components = closing.enter_context(readable(folder))
        closing.callback(watched(components, options, with_tables=folder is None))
        on = closing.enter_context(listening(address, port))
        door = Door(answering(components), entrance)
        closing.callback(door.close)
        logger.info("Questions par HTTP : port %d", on.getsockname()[1])
        serve(application(door, document(map(published, SERVICES)), documents), on)


def entrance_of(options: Mapping[str, str]) -> Entrance:
    """Les comptes et leurs jetons ; refuse de partir si l'une des tables ne se lit pas."""
    require(options, ACCOUNTS, READER)
    tokens = Tokens(Path(require(options, TOKENS, READER)))
    return Entrance(Senders.of(READER, options), tokens, SystemClock())


@contextmanager
def readable(folder: Path | None) -> Iterator[Sequence[Component]]:
    """Les cinq services ; ceux d'un dossier, que personne ne tient à jour, le sont ici."""
    with opened(SERVICES, folder, reader=READER) as components:
        yield [caught_up(each) for each in components] if folder else components


def answering(components: Sequence[Component]) -> dict[str, Published]:
    """Les services qui publient des questions."""
    known = {each.name: Published(each, published(each.name)) for each in components}
    return {name: each for name, each in known.items() if each.questions.by_name}


def watched(
    components: Sequence[Component], options: Mapping[str, str], *, with_tables: bool
) -> Callable[[], None]:
    """Ouvre les sondes si HTTP_PORT est donné ; rend de quoi les fermer."""
    if not options.get("HTTP_PORT"):
        return lambda: None
    code = running(options)
    BUILD.labels(READER, ROLE, code.number, code.revision).set(1)
    checks = {
        f"{component.name} : {what}": check
        for component in components
        for what, check in of_the_database(component).items()
        if with_tables or what != "tables"
    }
    return probed(pages(checks, options), number(options, "HTTP_PORT")).close


def pages(
    checks: Mapping[str, Check], options: Mapping[str, str]
) -> Mapping[str, Callable[[], Answer]]:
    """Les mêmes pages que les autres processus ; `/healthz` est un autre nom de `/livez`."""
    code = running(options)

    def livez() -> Answer:
        return page(alive(), READER, ROLE, code, {})

    def readyz() -> Answer:
        return page(judged(checks), READER, ROLE, code, {})

    def metrics() -> Answer:
        return HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(REGISTRY)

    return {"/livez": livez, "/healthz": livez, "/readyz": readyz, "/metrics": metrics}
