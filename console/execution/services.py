"""The five services: their handlers and their builders. No other module names them all."""

from collections.abc import Callable, Sequence

from services.audit.component import HANDLERS as AUDIT
from services.audit.component import build as build_audit
from services.funding.component import HANDLERS as FUNDING
from services.funding.component import build as build_funding
from services.labellisation.component import HANDLERS as LABELLISATION
from services.labellisation.component import build as build_labellisation
from services.notifications.component import HANDLERS as NOTIFICATIONS
from services.notifications.component import build as build_notifications
from services.onboarding.component import HANDLERS as ONBOARDING
from services.onboarding.component import build as build_onboarding
from shared.recording.handlers import Handlers
from shared.refusal import Refus
from shared.runtime.component import Component, Settings

APPLICATIONS: list[Handlers] = [
    LABELLISATION,
    AUDIT,
    FUNDING,
    ONBOARDING,
    NOTIFICATIONS,
]

BUILDERS: dict[str, Callable[[Settings], Component]] = {
    "labellisation": build_labellisation,
    "audit": build_audit,
    "funding": build_funding,
    "onboarding": build_onboarding,
    "notifications": build_notifications,
}


def named(names: Sequence[str]) -> Sequence[str]:
    """These names; raises Refus if one is of no service."""
    if unknown := [name for name in names if name not in BUILDERS]:
        raise Refus(f"Service inconnu : {unknown[0]} (services : {', '.join(BUILDERS)}).")
    return names


def application(service: str) -> Handlers:
    """The application of a service, by its name."""
    return next(each for each in APPLICATIONS if each.name == service)
