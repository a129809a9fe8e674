"""A fault, and what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.verdicts import Verdicts
from tests.faults.terrain import Terrain
from tests.faults.verificateur import Constat

T = TypeVar("T", bound=Terrain)


@dataclass(frozen=True)
class Panne(Generic[T]):
    """`ordonnee` is false where the fault itself delivers out of order; `morts`: expected."""

    nom: str
    fait: str
    acte: Callable[[T], None]
    ordonnee: bool = True
    morts: bool = False
    fini: Callable[[T], bool] = Terrain.termine


@dataclass(frozen=True)
class Resultat:
    panne: Panne[Any]
    constat: Constat
    morts: int
    retabli: float

    @property
    def tient(self) -> bool:
        return self.constat.parfait and bool(self.morts) == self.panne.morts


def voulues(pannes: Sequence[Panne[T]], only: Sequence[str]) -> list[Panne[T]]:
    """Those whose name has one of these parts; all of them if no part is given."""
    return [each for each in pannes if not only or any(part in each.nom for part in only)]


def inconnues(pannes: Sequence[Panne[T]], only: Sequence[str]) -> list[str]:
    """The parts that no name has: nothing would be run for them."""
    return [part for part in only if not voulues(pannes, [part])]


def eprouver(ready: T, panne: Panne[T]) -> Resultat:
    """Time is counted from the moment the fault is lifted until everything is finished."""
    mark = ready.commencer()
    panne.acte(ready)
    lifted = time.monotonic()
    constat = ready.finir(mark, lambda: panne.fini(ready), panne.ordonnee)
    retabli = time.monotonic() - lifted
    retenus = ready.retenus()
    for component, row in retenus:
        Verdicts(component.reception, "essai", panne.nom).discard(row)
    return Resultat(panne, constat, len(retenus), retabli)
