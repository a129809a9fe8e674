"""Le socle : les opérateurs partenaires que toute convention doit réunir, à leur date (A-046)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.refusal import Refus
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force


class OperateurInconnu(Refus):
    """Ce nom n'est celui d'aucun opérateur du socle."""


class OperateurEnDouble(Refus):
    """Deux noms désignent le même opérateur (domaine.md X-12)."""


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
        names = {sans_accents(name) for name in (self.code, self.nom, self.local, *self.alias)}
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
        found = operateur_nomme(self.operateurs, alias)
        if found is None:
            raise OperateurInconnu(f"« {alias} » n'est pas un opérateur du socle.")
        return found.code

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


def operateur_nomme(operateurs: Sequence[Operateur], nom: str) -> Operateur | None:
    """Celui de ces opérateurs que ce nom désigne, s'il y en a un."""
    wanted = sans_accents(nom)
    return next((each for each in operateurs if wanted in each.noms()), None)


def sans_accents(name: str) -> str:
    """Un nom sans accents, ni casse, ni ponctuation : deux façons d'écrire le même se valent."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", letters)


@cache
def charger_socle() -> Socle:
    """Le socle des opérateurs ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.onboarding.convention") / "donnees" / "socle.yaml", Socle)
