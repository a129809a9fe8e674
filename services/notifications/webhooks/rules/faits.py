"""Les faits qu'un webhook peut porter : ceux que les services publient."""

from collections.abc import Collection, Sequence
from functools import cache
from importlib import import_module

from shared.contracts import Contract
from shared.refusal import RefusDefinitif

MONTRES = 5


class FaitInconnu(RefusDefinitif):
    """Aucun de ces services n'annonce un fait de ce nom."""


@cache
def annonces(service: str) -> frozenset[str]:
    """Les clés de routage des faits de ce service."""
    import_module(f"shared.contracts.{service}")
    contrats = (each for each in Contract.__subclasses__() if each.publisher() == service)
    return frozenset(each.__name__ for each in contrats)


def verifier_types(services: Collection[str], types: Collection[str]) -> None:
    """Lève `FaitInconnu` si l'un de ces faits n'est d'aucun de ces services."""
    connus = frozenset[str]().union(*map(annonces, services))
    if inconnus := sorted(set(types) - connus):
        raise FaitInconnu(
            f"« types » : {', '.join(inconnus[:MONTRES])} : aucun fait de ce nom n'est annoncé "
            f"par {', '.join(services)}. Donnez des clés de routage du contrat publié."
        )


def types_de(service: str, types: Sequence[str]) -> tuple[str, ...] | None:
    """Ceux de ce service parmi les types voulus ; None si aucun ne l'est, () s'ils le sont tous."""
    siens = tuple(each for each in types if each in annonces(service))
    return siens if siens or not types else None
