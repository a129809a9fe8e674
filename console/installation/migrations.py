"""Mettre à jour les tables d'un service, avec un rôle qui en a le droit, pour un qui ne l'a pas."""

from collections.abc import Callable, Sequence
from contextlib import closing

from console.execution.services import BUILDERS
from shared.read_model import ReadModel
from shared.refusal import Refus
from shared.runtime.migrations import grant, migrate
from shared.runtime.settings import from_environment

Dire = Callable[[str], object]


def migrer(services: Sequence[str], role: str | None, dire: Dire) -> None:
    """Ces services de l'environnement, ou tous ; `role` reçoit de quoi travailler."""
    for service in services or list(BUILDERS):
        if service not in BUILDERS:
            raise Refus(f"Service inconnu : {service} (services : {', '.join(BUILDERS)}).")
        url = from_environment(service).sql_url
        appliquees = migrate(service, url)
        dire(f"{service} : {', '.join(appliquees) or 'déjà à jour'}.")
        if role:
            accorder(url, role)


def accorder(url: str, role: str) -> None:
    with closing(ReadModel(url)) as model:
        grant(model, role)
