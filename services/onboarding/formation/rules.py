"""Le programme de formation : des blocs, leurs modules, et des totaux qui se calculent (X-19)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError, Statut

Mode = Literal["PRESENTIEL", "A_DISTANCE"]
Prestataire = Literal["CNFPT", "BANQUE_DES_TERRITOIRES", "SOCLE_DES_OPERATEURS"]


class AucunProgramme(RefusDuMoment):
    """Aucun programme de formation n'est en vigueur au jour demandé."""


class BlocInconnu(RefusDuMoment):
    """Le programme de formation n'a pas de bloc de ce nom."""


class ModuleInconnu(RefusDuMoment):
    """Le programme de formation n'a pas de module de ce nom."""


@dataclass(frozen=True)
class Module:
    """Une partie à valider ; `du_poste` : suivie du poste de travail, à heure fixée (A-105)."""

    code: str
    titre: str
    contenus: tuple[str, ...]
    prestataires: tuple[Prestataire, ...] = ()
    situations_de_vie: tuple[str, ...] = ()
    methode: str = ""
    du_poste: bool = False


@dataclass(frozen=True)
class Bloc:
    """Des modules donnés ensemble ; une durée en jours, la seule que disent les textes."""

    code: str
    titre: str
    prestataires: tuple[Prestataire, ...]
    mode: Mode
    jours: float
    statut: Statut
    source: tuple[str, ...]
    modules: tuple[Module, ...]

    def __post_init__(self) -> None:
        if not self.modules or self.jours <= 0 or (self.jours * 2) % 1:
            raise RuleError(f"{self.code} : il faut un module, et des demi-journées entières.")

    @property
    def demi_journees(self) -> int:
        return round(self.jours * 2)


@dataclass(frozen=True)
class Objectif:
    """Un but de la formation, et les modules qui y préparent (A-130)."""

    libelle: str
    modules: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True)
class Repere:
    """Une durée annoncée, dont la composition n'est pas connue."""

    libelle: str
    jours: float
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Programme(Rule):
    """Une version du programme : tout module en est obligatoire (A-092, A-102)."""

    blocs: tuple[Bloc, ...]
    objectifs: tuple[Objectif, ...] = ()
    reperes: tuple[Repere, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        codes = Counter(module.code for module in self.modules)
        if repeated := [code for code, times in codes.items() if times > 1]:
            raise RuleError(f"{self.id} : module présent deux fois : {', '.join(repeated)}.")
        visited = {code for objectif in self.objectifs for code in objectif.modules}
        if unknown := visited - set(codes):
            raise RuleError(f"{self.id} : module inconnu : {', '.join(sorted(unknown))}.")

    @property
    def modules(self) -> tuple[Module, ...]:
        return tuple(module for bloc in self.blocs for module in bloc.modules)

    def jours(self, mode: Mode) -> float:
        """La somme des blocs de ce mode ; aucun total n'est écrit nulle part."""
        return sum(bloc.jours for bloc in self.blocs if bloc.mode == mode)

    def bloc(self, code: str) -> Bloc:
        for bloc in self.blocs:
            if bloc.code == code:
                return bloc
        connus = ", ".join(bloc.code for bloc in self.blocs)
        raise BlocInconnu(
            f"« {code} » n'est pas un bloc de {self.id} (blocs : {connus}).", selon=[self.id]
        )

    def bloc_de(self, module: str) -> Bloc:
        for bloc in self.blocs:
            if module in {each.code for each in bloc.modules}:
                return bloc
        raise ModuleInconnu(f"« {module} » n'est pas un module de {self.id}.", selon=[self.id])

    def prestataires(self, module: str) -> Iterator[Prestataire]:
        """Ceux du module, ou à défaut ceux de son bloc."""
        bloc = self.bloc_de(module)
        [found] = [each for each in bloc.modules if each.code == module]
        yield from found.prestataires or bloc.prestataires


@cache
def charger_formation() -> Rules[Programme]:
    """Les versions du programme ; `RuleError` si le fichier est inutilisable."""
    return load(
        files("services.onboarding.formation") / "donnees" / "formation.yaml", Rules[Programme]
    )


def programme_en_vigueur(jour: date) -> Programme:
    """Celui de ce jour ; refuse (`AucunProgramme`) s'il n'y en a pas."""
    programme = charger_formation().on(jour)
    if programme is None:
        raise AucunProgramme(f"Aucun programme de formation le {jour:%d/%m/%Y}.")
    return programme


def programme_nomme(id: str) -> Programme:
    """Celui de cet identifiant, même s'il n'est plus en vigueur ; `KeyError` s'il n'existe pas."""
    return {each.id: each for each in charger_formation()}[id]
