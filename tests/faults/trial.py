"""A fault, and its result."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.delivery.redrive import Redrive
from tests.faults.checker import Findings
from tests.faults.site import Site

T = TypeVar("T", bound=Site)


@dataclass(frozen=True)
class Fault(Generic[T]):
    """`ordonnee`: False if the fault itself changes the order; `morts`: dead letters expected."""

    nom: str
    fait: str
    acte: Callable[[T], None]
    ordonnee: bool = True
    morts: bool = False
    fini: Callable[[T], bool] = Site.termine


@dataclass(frozen=True)
class Result:
    fault: Fault[Any]
    findings: Findings
    morts: int
    retabli: float

    @property
    def tient(self) -> bool:
        return self.findings.parfait and bool(self.morts) == self.fault.morts


def wanted(faults: Sequence[Fault[T]], only: Sequence[str]) -> list[Fault[T]]:
    """The faults whose name has one of these parts; all of them if no part is given."""
    return [each for each in faults if not only or any(part in each.nom for part in only)]


def unknown(faults: Sequence[Fault[T]], only: Sequence[str]) -> list[str]:
    """The parts found in no name, for which no fault would be run."""
    return [part for part in only if not wanted(faults, [part])]


def try_out(ready: T, fault: Fault[T]) -> Result:
    """Try a fault; `retabli` counts the seconds from its end until all is finished."""
    mark = ready.commencer()
    fault.acte(ready)
    lifted = time.monotonic()
    findings = ready.finir(mark, lambda: fault.fini(ready), fault.ordonnee)
    retabli = time.monotonic() - lifted
    retenus = ready.retenus()
    for component, row in retenus:
        Redrive(component.reception, "essai", fault.nom).discard(row)
    return Result(fault, findings, len(retenus), retabli)
