"""Les refus d'un service : le code de sa réponse, et son sens."""

from collections.abc import Iterator

from shared.recording.authorisations import RoleNonAutorise
from shared.recording.repository import Introuvable
from shared.refusal import Refus

COMMUNS = frozenset({Introuvable.__module__, RoleNonAutorise.__module__})
DES_FICHIERS = (".fichiers.", ".preuves.")


def refus(service: str) -> dict[str, str]:
    """Par code : ceux de ses modules, et ceux de tous les services."""
    kinds = sorted(descendants(Refus), key=lambda kind: kind.__name__)
    known = [kind for kind in kinds if _oppose(kind.__module__, service)]
    return {kind.__name__: (kind.__doc__ or "").splitlines()[0] for kind in known}


def _oppose(module: str, service: str) -> bool:
    """Les refus de la lecture des fichiers ne répondent à aucune demande : ils sont écartés."""
    own = module.startswith(f"services.{service}.")
    return module in COMMUNS or (own and not any(each in module for each in DES_FICHIERS))


def descendants(kind: type[Refus]) -> Iterator[type[Refus]]:
    for each in kind.__subclasses__():
        yield each
        yield from descendants(each)
