"""Les opérateurs du socle que la labellisation consulte, à leur date (A-046, A-075)."""

from dataclasses import dataclass
from datetime import date

from shared.rules.periods import Period, Statut, check_no_overlap, in_force


@dataclass(frozen=True)
class Operateur:
    """Un opérateur ; `alias` sont ses autres noms."""

    code: str
    nom: str
    depuis: date
    statut: Statut
    reference: str
    jusqu_a: date | None = None
    alias: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.code

    @property
    def periode(self) -> Period:
        return Period(self.depuis, self.jusqu_a)

    def designe(self, nom: str) -> bool:
        """Ce nom est-il le sien ? La casse ne compte pas."""
        return nom.casefold() in {each.casefold() for each in (self.code, self.nom, *self.alias)}


@dataclass(frozen=True)
class Operateurs:
    """La liste, datée."""

    id: str
    operateurs: tuple[Operateur, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.operateurs, scope=lambda each: each.code, source=self.id)

    def en_vigueur(self, jour: date) -> tuple[Operateur, ...]:
        return in_force(self.operateurs, jour)

    def nomme(self, nom: str) -> Operateur | None:
        """Celui que désigne ce nom ou ce code."""
        return next((each for each in self.operateurs if each.designe(nom)), None)
