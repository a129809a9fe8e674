"""The probes of one process, on HTTP_PORT."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from shared.observability.metrics import BUILD
from shared.runtime.component import Component
from shared.runtime.probes.collector import ServiceCollector
from shared.runtime.probes.health import Verdict, alive, judged, readiness, standing
from shared.runtime.probes.server import Answer, Server, as_json
from shared.runtime.settings import ConfigurationRefused, broker, number, variables
from shared.runtime.version import Version, running

STATUS = {True: HTTPStatus.OK, False: HTTPStatus.SERVICE_UNAVAILABLE}


def watched(component: Component, role: str) -> Callable[[], None]:
    """Open the probes if HTTP_PORT is set; returns the function that closes them."""
    options = variables(component.name)
    if not options.get("HTTP_PORT"):
        return lambda: None
    port = number(options, "HTTP_PORT")
    code = running(options)
    BUILD.labels(component.name, role, code.number, code.revision).set(1)
    return listening(pages(component, role, broker(component.name), code), port).close


def listening(handlers: Mapping[str, Callable[[], Answer]], port: int) -> Server:
    """A server on this port; raises ConfigurationRefused if another program has it."""
    try:
        return Server(handlers, port)
    except OSError as error:
        raise ConfigurationRefused(
            f"HTTP_PORT : le port {port} ne peut être écouté ({error.strerror}) ; un autre "
            "programme l'occupe peut-être : donnez-en un autre à ce processus."
        ) from error


def pages(
    component: Component, role: str, uri: str, code: Version
) -> Mapping[str, Callable[[], Answer]]:
    """The handler of each HTTP path."""
    checks = readiness(component, role, uri)
    measured = CollectorRegistry()
    measured.register(ServiceCollector(component))

    more = {"travailleur": lambda: standing(component)} if role == "worker" else {}

    def livez() -> Answer:
        return page(alive(), component.name, role, code, more)

    def readyz() -> Answer:
        return page(judged(checks), component.name, role, code, more)

    def metrics() -> Answer:
        body = generate_latest(REGISTRY) + generate_latest(measured)
        return HTTPStatus.OK, CONTENT_TYPE_LATEST, body

    return {"/livez": livez, "/readyz": readyz, "/metrics": metrics}


def page(
    verdict: Verdict, name: str, role: str, code: Version, more: Mapping[str, Callable[[], str]]
) -> Answer:
    """`more`: other fields, asked for each page."""
    fields = {
        "service": name,
        "role": role,
        "version": code.number,
        "revision": code.revision,
        "etat": "OK" if verdict.holds else "en défaut",
        **{field: ask() for field, ask in more.items()},
        "controles": dict(verdict.checks),
    }
    return as_json(STATUS[verdict.holds], fields)
