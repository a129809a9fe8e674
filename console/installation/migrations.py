"""Mettre à jour les tables d'un service, par un rôle d'administration."""

from collections.abc import Callable, Sequence
from contextlib import closing

from console.execution.services import BUILDERS, named
from shared.read_model import ReadModel
from shared.runtime.migrations import grant, migrate
from shared.runtime.settings import from_environment

Dire = Callable[[str], object]


def migrer(services: Sequence[str], role: str | None, dire: Dire) -> None:
    """Ces services, ou tous ; `role` reçoit les droits des processus."""
    for service in named(services or list(BUILDERS)):
        url = from_environment(service).sql_url
        appliquees = migrate(service, url)
        dire(f"{service} : {', '.join(appliquees) or 'déjà à jour'}.")
        if role:
            accorder(url, role)


def accorder(url: str, role: str) -> None:
    with closing(ReadModel(url)) as model:
        grant(model, role)
