"""Mettre à jour les tables d'un service, par un rôle d'administration."""

from collections.abc import Callable, Sequence
from contextlib import closing

from console.execution.services import BUILDERS, named
from shared.limits import DUREE_D_UNE_QUESTION
from shared.read_model import ReadModel
from shared.runtime.accounts import bound, make_role
from shared.runtime.migrations import grant, grant_reading, migrate
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


def ouvrir_en_lecture(url: str, base: str, role: str, mot_de_passe: str) -> None:
    """Le rôle de qui répond par HTTP aux questions : il lit la base, et n'y change rien."""
    make_role(url, base, role, mot_de_passe)
    bound(url, role, DUREE_D_UNE_QUESTION.valeur)
    with closing(ReadModel(url)) as model:
        grant_reading(model, role)
