"""The probes of one process, on HTTP_PORT."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from shared.observability.metrics import BUILD
from shared.runtime.component import Component
from shared.runtime.probes.collector import ServiceCollector
from shared.runtime.probes.health import Check, Verdict, alive, judged
from shared.runtime.probes.server import Answer, Server, as_json
from shared.runtime.settings import ConfigurationRefused, number
from shared.runtime.version import Version, running

STATUS = {True: HTTPStatus.OK, False: HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass(frozen=True)
class Watched:
    """A process, what says that it is ready, and the components that it measures.

    `more`: other fields of the pages of its health, asked for each page.
    """

    name: str
    role: str
    checks: Mapping[str, Check]
    measured: Sequence[Component] = ()
    more: Mapping[str, Callable[[], str]] = field(default_factory=dict)


def probed(process: Callable[[], Watched], options: Mapping[str, str]) -> Callable[[], None]:
    """Open the probes if HTTP_PORT is set; returns the function that closes them."""
    if not options.get("HTTP_PORT"):
        return lambda: None
    known, port, code = process(), number(options, "HTTP_PORT"), running(options)
    BUILD.labels(known.name, known.role, code.number, code.revision).set(1)
    return listening(pages(known, code), port).close


def listening(handlers: Mapping[str, Callable[[], Answer]], port: int) -> Server:
    """A server on this port; raises ConfigurationRefused if another program has it."""
    try:
        return Server(handlers, port)
    except OSError as error:
        raise ConfigurationRefused(
            f"HTTP_PORT : le port {port} ne peut être écouté ({error.strerror}) ; un autre "
            "programme l'occupe peut-être : donnez-en un autre à ce processus."
        ) from error


def pages(process: Watched, code: Version) -> Mapping[str, Callable[[], Answer]]:
    """The handler of each HTTP path; `/healthz` is another name of `/livez`."""
    measured = CollectorRegistry()
    for component in process.measured:
        measured.register(ServiceCollector(component))

    def livez() -> Answer:
        return page(alive(), process, code)

    def readyz() -> Answer:
        return page(judged(process.checks), process, code)

    def metrics() -> Answer:
        body = generate_latest(REGISTRY) + generate_latest(measured)
        return HTTPStatus.OK, CONTENT_TYPE_LATEST, body

    return {"/livez": livez, "/healthz": livez, "/readyz": readyz, "/metrics": metrics}


def page(verdict: Verdict, process: Watched, code: Version) -> Answer:
    fields = {
        "service": process.name,
        "role": process.role,
        "version": code.number,
        "revision": code.revision,
        "etat": "OK" if verdict.holds else "en défaut",
        **{field: ask() for field, ask in process.more.items()},
        "controles": dict(verdict.checks),
    }
    return as_json(STATUS[verdict.holds], fields)
