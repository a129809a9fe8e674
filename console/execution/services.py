"""The five services: their handlers and their builders, each imported when it is needed.

No other module names them all. A process that runs one service holds the code of that one only.
"""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from shared.questions.question import Questions
from shared.recording.handlers import Handlers
from shared.refusal import Refus
from shared.runtime.component import Component, Settings

SERVICES = ("labellisation", "audit", "funding", "onboarding", "notifications")


def build(name: str, settings: Settings) -> Component:
    """Assemble a service; raises ConfigurationRefused if its settings are not sound."""
    component: Component = import_module(f"services.{name}.component").build(settings)
    return component


BUILDERS: dict[str, Callable[[Settings], Component]] = {
    name: partial(build, name) for name in SERVICES
}


def application(service: str) -> Handlers:
    """The handlers of a service, by its name."""
    handlers: Handlers = import_module(f"services.{service}.component").HANDLERS
    return handlers


def applications() -> list[Handlers]:
    """The handlers of the five services."""
    return [application(name) for name in SERVICES]


def published(service: str) -> Questions:
    """The questions that other systems may ask this service; none if it publishes none."""
    if find_spec(f"services.{service}.questions") is None:
        return Questions(service)
    asked: Questions = import_module(f"services.{service}.questions").QUESTIONS
    return asked


def named(names: Sequence[str]) -> Sequence[str]:
    """These names; raises Refus if one is of no service."""
    if unknown := [name for name in names if name not in SERVICES]:
        raise Refus(f"Service inconnu : {unknown[0]} (services : {', '.join(SERVICES)}).")
    return names
