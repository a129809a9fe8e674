"""Le programme : vagues, campagnes, fenêtre de labellisation et règles du maillage, datées."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from shared.recording.citing import cite
from shared.refusal import Refus
from shared.rules.periods import (
    Dated,
    Period,
    RuleError,
    Statut,
    check_no_overlap,
    in_force,
)
from shared.typographie import jour_long

FormatConnu = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]
R = TypeVar("R", bound=Dated)


class HorsProgramme(Refus):
    """Ni signalement ni label hors de la durée du programme (A-018)."""


class VagueInconnue(Refus):
    """La vague n'est pas dans le calendrier du programme (A-007)."""


@dataclass(frozen=True)
class Origine:
    """D'où vient une valeur."""

    statut: Statut
    reference: str


@dataclass(frozen=True)
class Vague:
    """Une vague de labels, qui prennent effet le même jour."""

    id: str
    date_effet: date
    statut: Statut
    reference: str


@dataclass(frozen=True)
class CampagnePrevue:
    """Une campagne dont le calendrier est donné d'avance."""

    code: str
    nom: str
    vague: str
    ouverture: date
    cloture: date
    statut: Statut
    reference: str
    rappels: tuple[date, ...] = ()


@dataclass(frozen=True)
class _Regle:
    """Une version d'une règle, du jour `du` au jour `au` inclus."""

    id: str
    du: date

    @property
    def periode(self) -> Period:
        return Period(self.du, getattr(self, "au", None))


@dataclass(frozen=True)
class Fenetre(_Regle):
    """Quand on peut signaler et labelliser."""

    au: date
    statut: Statut
    reference: str


@dataclass(frozen=True)
class FinancementMsap:
    """Jusqu'à quand l'État finance une MSAP qui n'a pas le label."""

    id: str
    fin: date
    statut: Statut
    reference: str


@dataclass(frozen=True)
class Insertion(_Regle):
    """La condition de maillage s'applique-t-elle à un signalement de ce jour ?"""

    applique: bool
    statut: Statut
    reference: str
    au: date | None = None


@dataclass(frozen=True)
class Troncon:
    """Une vitesse, jusqu'à tant de kilomètres de route ; le dernier tronçon n'a pas de fin."""

    km_h: float
    jusqu_a_km: float = float("inf")


@dataclass(frozen=True)
class TempsDeTrajet(_Regle):
    """Comment un temps de trajet s'estime, et entre quelles structures."""

    methode: Literal["ESTIMATION"]
    minutes_minimum: float
    detour: float
    troncons: tuple[Troncon, ...]
    formats_compares: tuple[FormatConnu, ...]
    formats_a_part: tuple[FormatConnu, ...]
    origines: dict[str, Origine]
    au: date | None = None

    def __post_init__(self) -> None:
        bornes = [troncon.jusqu_a_km for troncon in self.troncons]
        vitesses = [troncon.km_h for troncon in self.troncons]
        if not bornes or bornes != sorted(set(bornes)) or bornes[-1] != float("inf"):
            raise RuleError(f"« {self.id} » : les tronçons se suivent, et le dernier est sans fin.")
        if min(vitesses) <= 0 or self.detour < 1:
            raise RuleError(f"« {self.id} » : une vitesse est positive, un détour vaut au moins 1.")


@dataclass(frozen=True)
class Couverture(_Regle):
    """Ce qu'est un canton couvert, et l'objectif national."""

    definition: Literal["CANTON_OU_VILLE"]
    objectif_structures: int
    echeance: date
    statut: Statut
    reference: str
    au: date | None = None


@dataclass(frozen=True)
class AvisOperateurs(_Regle):
    """Le délai d'un avis, et si le label l'attend."""

    delai_jours: int
    bloquant: bool
    origines: dict[str, Origine]
    au: date | None = None


@dataclass(frozen=True)
class Programme:
    """Toutes les règles ; deux versions d'une même règle ne valent jamais ensemble."""

    id: str
    vagues: tuple[Vague, ...]
    campagnes: tuple[CampagnePrevue, ...]
    fenetres: tuple[Fenetre, ...]
    financement_msap: FinancementMsap
    insertion: tuple[Insertion, ...]
    temps_de_trajet: tuple[TempsDeTrajet, ...]
    couverture: tuple[Couverture, ...]
    avis_operateurs: tuple[AvisOperateurs, ...]

    def __post_init__(self) -> None:
        familles: tuple[Sequence[_Regle], ...] = (
            self.fenetres,
            self.insertion,
            self.temps_de_trajet,
            self.couverture,
            self.avis_operateurs,
        )
        for famille in familles:
            check_no_overlap(famille, scope=type, source=self.id)

    def vague(self, id: str) -> Vague:
        """La vague de ce nom ; refuse (`VagueInconnue`) un autre nom."""
        for vague in self.vagues:
            if vague.id == id:
                return vague
        connues = ", ".join(each.id for each in self.vagues)
        raise VagueInconnue(f"« {id} » n'est pas une vague du programme (vagues : {connues}).")

    def prevue(self, code: str) -> CampagnePrevue | None:
        return next((each for each in self.campagnes if each.code == code), None)

    def exiger_fenetre(self, jour: date, acte: str) -> None:
        """Cite la fenêtre du programme ; refuse (`HorsProgramme`) un jour du dehors."""
        cite(*(fenetre.id for fenetre in self.fenetres))
        if not in_force(self.fenetres, jour):
            durees = ", ".join(f"{each.periode} ({each.id})" for each in self.fenetres)
            raise HorsProgramme(
                f"{acte} du {jour_long(jour)} est hors du programme, qui va {durees} : "
                "corrigez la date ; seule une nouvelle règle prolongerait le programme."
            )


def en_vigueur(regles: Iterable[R], jour: date) -> R | None:
    """La version de la règle en vigueur ce jour-là, citée par la décision en cours."""
    for regle in in_force(regles, jour):
        cite(regle.id)
        return regle
    return None
