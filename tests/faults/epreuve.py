"""A fault, and what came of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.delivery.redrive import Redrive
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


def eprouver(ready: T, panne: Panne[T]) -> Resultat:
    """Time is counted from the moment the fault is lifted until everything is finished."""
    mark = ready.commencer()
    panne.acte(ready)
    lifted = time.monotonic()
    constat = ready.finir(mark, lambda: panne.fini(ready), panne.ordonnee)
    retabli = time.monotonic() - lifted
    retenus = ready.retenus()
    for component, row in retenus:
        Redrive(component.reception, "essai", panne.nom).discard(row)
    return Resultat(panne, constat, len(retenus), retabli)
