"""Le processus qui répond par HTTP aux questions publiées, sans rien écrire que leurs refus."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from console.execution.embedded import PAGE_PORT
from console.execution.essai_http import essai
from console.execution.openapi import questions_par_http
from console.execution.opened import caught_up, opened
from console.execution.services import SERVICES, published
from shared.clock import SystemClock
from shared.http.application import Door, Published, application
from shared.http.documents import Documents
from shared.http.entrance import TOKENS, Entrance, Tokens
from shared.http.serving import listening, serve
from shared.observability.exporting import export_traces
from shared.observability.logs import configure
from shared.runtime.accounts import READER
from shared.runtime.component import Component
from shared.runtime.probes.health import of_the_databases
from shared.runtime.probes.process import Watched, probed
from shared.runtime.senders import ACCOUNTS, Senders
from shared.runtime.settings import require, variables

logger = logging.getLogger(__name__)

ROLE = "http"
"""Its name, in its logs and its measures."""


def run_http(
    folder: Path | None, address: str, port: int, documents: Documents, page_port: int = PAGE_PORT
) -> None:
    """Until SIGTERM: answers what was asked before, then closes.

    On a folder, without a table of accounts, it opens one to try with, and the page of its links.
    """
    options = variables(READER)
    configure(READER, ROLE, options["LOG_FORMAT"])
    with ExitStack() as closing:
        if folder and ACCOUNTS not in options:
            options |= closing.enter_context(essai(folder, page_port))
        entrance = entrance_of(options)
        closing.callback(export_traces(READER, ROLE, options))
        components = closing.enter_context(readable(folder))
        closing.callback(probed(lambda: process(components), options))
        on = closing.enter_context(listening(address, port))
        door = Door(answering(components), entrance)
        closing.callback(door.close)
        logger.info("Questions par HTTP : port %d", on.getsockname()[1])
        serve(application(door, questions_par_http(), documents), on)


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


def process(components: Sequence[Component]) -> Watched:
    """Prêt si chaque base l'est."""
    return Watched(READER, ROLE, of_the_databases(components))
