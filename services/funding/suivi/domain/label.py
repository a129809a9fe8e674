"""Un label : les jours où il vaut, dans quelque ordre que ses faits soient appris."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Literal
from uuid import UUID

from shared.clock import days_after, paris_date

Periode = tuple[date, date | None]
"""Un premier jour, et celui où ce n'est plus le cas ; rien, si c'est encore le cas."""
Sort = Literal["CESSE", "DOUBLE", "PORTE"]
"""Ce que devient le droit de l'année : il cesse avec le label ; après une fusion, il double celui
de la survivante, ou elle le porte (C.7-17)."""


@dataclass(frozen=True)
class Fin:
    """Le dernier jour du label, ce qui y a mis fin, et la structure qui survit à une fusion."""

    le: date
    raison: str
    sort: Sort = "CESSE"
    survivante_id: UUID | None = None


@dataclass
class Label:
    """`effet` est inconnu d'un label appris avant que le financement le suive."""

    label_id: UUID
    effet: date | None = None
    fin: Fin | None = None
    annees: set[int] = field(default_factory=set)
    suspensions: list[tuple[str, bool]] = field(default_factory=list)
    """L'instant de chaque suspension (vrai), et de chaque rétablissement."""

    def vaut_le(self, jour: date) -> bool:
        """Suspendu, un label vaut encore : il n'a pas cessé."""
        return (self.effet or jour) <= jour and (self.fin is None or jour <= self.fin.le)

    @property
    def est_suspendu(self) -> bool:
        return self.suspendu_depuis() is not None

    def suspendu_depuis(self) -> date | None:
        """Le jour où commence la suspension en cours."""
        ouverte = [du for du, au in self._periodes() if au is None]
        return ouverte[0] if ouverte else None

    def suspendu_le(self, jour: date) -> bool:
        """Le jour de la suspension compte ; celui du rétablissement, non."""
        return _est_dans(self._periodes(), jour)

    def jour_du_droit(self, annee: int) -> date:
        """A-032 : le 1er janvier, ou le jour où le label prend effet dans l'année."""
        premier = date(annee, 1, 1)
        return max(self.effet, premier) if self.effet else premier

    def jours_valables(self, annee: int) -> list[date]:
        """Les jours de l'année où le label n'est ni suspendu, ni fini ; ceux d'avant son effet
        comptent : le droit de la première année est entier."""
        dernier = self.fin.le if self.fin else date.max
        jours = [jour for jour in _jours(annee) if jour <= dernier]
        if suspensions := list(self._periodes()):
            jours = [jour for jour in jours if not _est_dans(suspensions, jour)]
        return jours

    def _periodes(self) -> Iterator[Periode]:
        """Chaque suspension : son premier jour, et celui où le label est rétabli."""
        du: date | None = None
        for instant, suspend in sorted(self.suspensions, key=lambda dit: dit[0]):
            jour = paris_date(datetime.fromisoformat(instant))
            if suspend:
                du = du or jour
            elif du:
                yield du, jour
                du = None
        if du:
            yield du, None


def _est_dans(periodes: Iterable[Periode], jour: date) -> bool:
    return any(du <= jour and (au is None or jour < au) for du, au in periodes)


@cache
def _jours(annee: int) -> tuple[date, ...]:
    premier, dernier = date(annee, 1, 1), date(annee, 12, 31)
    return tuple(days_after(premier, rang) for rang in range((dernier - premier).days + 1))
