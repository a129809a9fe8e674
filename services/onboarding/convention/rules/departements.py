"""Les départements, et l'article que veut un titre : « du Lot », « des Vosges », « de l’Ain »."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from shared.rules.loading import load


@dataclass(frozen=True)
class Departement:
    """Un département ; `de` est son nom précédé de la préposition et de l'article."""

    code: str
    nom: str
    de: str


@dataclass(frozen=True)
class Departements:
    """Les départements français."""

    id: str
    departements: tuple[Departement, ...]


@cache
def charger_departements() -> Mapping[str, Departement]:
    """Les 101 départements par code (« 01 », « 2A », « 971 ») ; `RuleError` si illisibles."""
    lus = load(
        files("services.onboarding.convention") / "donnees" / "departements.yaml", Departements
    )
    return MappingProxyType({each.code: each for each in lus.departements})
