"""The two processes of a service on real servers: nameko for messages, a worker for the log."""

import signal
from collections.abc import Callable
from importlib import import_module
from types import FrameType

from console.execution.services import BUILDERS, application, applications, named
from shared.observability.exporting import export_traces
from shared.observability.logs import configure
from shared.rabbitmq.connection import tls
from shared.rabbitmq.topology import undeclared
from shared.runtime.listeners import Listeners
from shared.runtime.migrations import started
from shared.runtime.probes.service import watched
from shared.runtime.senders import ACCOUNTS, Senders
from shared.runtime.settings import (
    ConfigurationRefused,
    broker,
    from_environment,
    master_keys,
    variables,
)
from shared.runtime.worker import Worker

WAIT_FUNCTION = "wait_selector"


def run_worker(service: str) -> None:
    """Until SIGTERM: publishes, projects, acts."""
    uri, close_traces = observed(service, "worker")
    component = started(BUILDERS[service], service, from_environment(service))
    table = variables(service).get(ACCOUNTS, "")
    worker = Worker(component, uri, Listeners(service, applications, table))

    def stop(signum: int, frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    close_probes = watched(component, "worker")
    try:
        worker.run()
    finally:
        close_probes()
        component.close()
        close_traces()


def run_service(service: str) -> None:
    """Until SIGTERM: answers commands, learns facts. psycopg must wait as eventlet can."""
    if variables(service).get("PSYCOPG_WAIT_FUNC") != WAIT_FUNCTION:
        raise ConfigurationRefused(
            f"PSYCOPG_WAIT_FUNC doit valoir {WAIT_FUNCTION} : sans elle, "
            "chaque requête fige tout le processus."
        )
    from nameko import config
    from nameko.cli.run import run

    uri, close_traces = observed(service, "service")
    settings = {"AMQP_URI": uri, "AMQP_SSL": tls(uri), "max_workers": 4, "HEARTBEAT": 30}
    with config.patch(settings):
        module = import_module(f"services.{service}.service")
        run([module.__name__])
    close_traces()


def observed(service: str, role: str) -> tuple[str, Callable[[], None]]:
    """The address of the broker, and what sends the last traces; logs begin here."""
    options = variables(service)
    configure(service, role, options["LOG_FORMAT"])
    return prepare(service), export_traces(service, role, options)


def prepare(service: str) -> str:
    """The address of the broker; raises Refus or ConfigurationRefused for what cannot work."""
    named([service])
    options = from_environment(service).options
    master_keys(options, service)
    Senders.of(service, options)
    uri = broker(service)
    refuse_undeclared(service, uri)
    return uri


def refuse_undeclared(service: str, uri: str) -> None:
    if absent := undeclared(uri, application(service)):
        raise ConfigurationRefused(
            f"RabbitMQ n'a pas les files du service {service} ({', '.join(absent)}) : "
            "lancez « france-services install »."
        )
