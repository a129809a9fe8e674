"""Le témoin : il relit chaque événement gardé, et dit quel invariant de C.5 est rompu."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from tests.invariants.journal import Evenement

PAS_ENCORE: frozenset[str] = frozenset()
"""Ce que les services ne tiennent pas encore : compté, et dit."""

Vue = Callable[[Any, Evenement], None]
V = TypeVar("V", bound=Vue)


class Rompu(AssertionError):
    """Un invariant est rompu : lequel, et par quoi."""

    def __init__(self, invariant: str, pourquoi: str) -> None:
        super().__init__(f"{invariant} : {pourquoi}")
        self.invariant = invariant


def exiger(invariant: str, tenu: object, pourquoi: object) -> None:
    if not tenu:
        raise Rompu(invariant, str(pourquoi))


def sur(*sujets: str) -> Callable[[V], V]:
    """La méthode voit les événements de ces sujets."""

    def noter(vue: V) -> V:
        vars(vue)["sujets"] = sujets
        return vue

    return noter


class Garde:
    """Veille sur quelques invariants ; `au_repos` : une fois tout message remis."""

    def au_repos(self) -> None:
        """Par défaut : rien de plus qu'à chaque événement."""


class Temoin:
    """Montre chaque événement aux gardes que son sujet intéresse."""

    def __init__(self, gardes: Iterable[Garde], rompus: Counter[str] | None = None) -> None:
        self.gardes = tuple(gardes)
        self.rompus = rompus
        self.vus = 0
        self.vues: dict[str, list[Callable[[Evenement], None]]] = defaultdict(list)
        for garde in self.gardes:
            for nom in dir(type(garde)):
                for sujet in getattr(getattr(type(garde), nom), "sujets", ()):
                    self.vues[sujet].append(getattr(garde, nom))

    def voir(self, evenements: Iterable[Evenement]) -> None:
        for each in evenements:
            self.vus += 1
            for vue in self.vues.get(each.sujet, ()):
                self._montrer(vue, each)

    def au_repos(self) -> None:
        for garde in self.gardes:
            garde.au_repos()

    def _montrer(self, vue: Callable[[Evenement], None], e: Evenement) -> None:
        try:
            vue(e)
        except Rompu as rompu:
            if self.rompus is None or rompu.invariant not in PAS_ENCORE:
                raise
            self.rompus[rompu.invariant] += 1
