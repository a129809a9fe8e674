"""Le socle : les opérateurs partenaires que toute convention doit réunir, à leur date (A-046)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.domain import Refus
from shared.periods import Period, RuleError, Statut, check_no_overlap, in_force


class OperateurInconnu(Refus):
    """Ce nom n'est celui d'aucun opérateur du socle."""


class OperateurEnDouble(Refus):
    """Deux noms désignent le même opérateur (domain.md X-12)."""


@dataclass(frozen=True)
class Operateur:
    """Un opérateur du socle ; `local` nomme son organisme de terrain, `alias` ses autres noms."""

    code: str
    nom: str
    depuis: date
    statut: Statut
    source: str
    jusqu_a: date | None = None
    local: str = ""
    alias: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.code

    @property
    def periode(self) -> Period:
        return Period(self.depuis, self.jusqu_a)

    def noms(self) -> set[str]:
        """Tous ses noms, sans accents, ni casse, ni ponctuation."""
        names = {_plain(name) for name in (self.code, self.nom, self.local, *self.alias)}
        return names - {""}


@dataclass(frozen=True)
class Socle:
    """Les opérateurs du socle, datés ; un nom n'en désigne jamais deux."""

    id: str
    operateurs: tuple[Operateur, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.operateurs, scope=lambda each: each.code, source=self.id)
        owners: dict[str, str] = {}
        for operateur in self.operateurs:
            for name in operateur.noms():
                if owners.setdefault(name, operateur.code) != operateur.code:
                    raise RuleError(
                        f"Le nom « {name} » désigne {owners[name]} et {operateur.code} ; "
                        "retirez-le de l'un des deux."
                    )

    def en_vigueur(self, jour: date) -> tuple[Operateur, ...]:
        """Les opérateurs dont l'engagement est exigé d'une convention signée ce jour (A-045)."""
        return in_force(self.operateurs, jour)

    def code(self, alias: str) -> str:
        """Le code de l'opérateur ainsi nommé ; refuse (`OperateurInconnu`) un nom étranger."""
        wanted = _plain(alias)
        for operateur in self.operateurs:
            if wanted in operateur.noms():
                return operateur.code
        raise OperateurInconnu(f"« {alias} » n'est pas un opérateur du socle.")

    def codes(self, noms: Iterable[str]) -> tuple[str, ...]:
        """Les codes de ces noms ; refuse (`OperateurEnDouble`) deux noms d'un même opérateur."""
        found: dict[str, str] = {}
        for nom in noms:
            code = self.code(nom)
            if code in found:
                raise OperateurEnDouble(
                    f"« {found[code]} » et « {nom} » désignent le même opérateur, {code}."
                )
            found[code] = nom
        return tuple(found)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", letters)
