"""Le programme : vagues, campagnes, fenêtre de labellisation et règles du maillage, datées."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import DES_DEUX_JOURS, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError, Statut
from shared.typographie import jour_long

FormatConnu = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]


class HorsProgramme(RefusDuMoment):
    """Ni signalement ni label hors de la durée du programme (A-018)."""


class VagueInconnue(RefusDuMoment):
    """La vague n'est pas dans le calendrier du programme (A-007)."""


@dataclass(frozen=True)
class Vague:
    """Une vague de labels, qui prennent effet le même jour."""

    id: str
    date_effet: date
    statut: Statut
    source: tuple[str, ...]


@dataclass(frozen=True)
class CampagnePrevue:
    """Une campagne dont le calendrier est donné d'avance."""

    code: str
    nom: str
    vague: str
    ouverture: date
    cloture: date
    statut: Statut
    source: tuple[str, ...]
    rappels: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fenetre(Rule):
    """Quand on peut signaler et labelliser."""


@dataclass(frozen=True)
class FinancementMsap:
    """Jusqu'à quand l'État finance une MSAP qui n'a pas le label."""

    id: str
    fin: date
    statut: Statut
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Insertion(Rule):
    """La condition de maillage s'applique-t-elle à un signalement de ce jour ?"""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    applique: bool


@dataclass(frozen=True)
class Troncon:
    """Une vitesse, jusqu'à tant de kilomètres de route ; le dernier tronçon n'a pas de fin."""

    km_h: float
    jusqu_a_km: float = float("inf")


@dataclass(frozen=True, kw_only=True)
class TempsDeTrajet(Rule):
    """Comment un temps de trajet s'estime, et entre quelles structures."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    methode: Literal["ESTIMATION"]
    minutes_minimum: float
    detour: float
    troncons: tuple[Troncon, ...]
    formats_compares: tuple[FormatConnu, ...]
    formats_a_part: tuple[FormatConnu, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        bornes = [troncon.jusqu_a_km for troncon in self.troncons]
        vitesses = [troncon.km_h for troncon in self.troncons]
        if not bornes or bornes != sorted(set(bornes)) or bornes[-1] != float("inf"):
            raise RuleError(f"« {self.id} » : les tronçons se suivent, et le dernier est sans fin.")
        if min(vitesses) <= 0 or self.detour < 1:
            raise RuleError(f"« {self.id} » : une vitesse est positive, un détour vaut au moins 1.")


@dataclass(frozen=True, kw_only=True)
class Couverture(Rule):
    """La définition d'un canton couvert, et l'objectif national."""

    definition: Literal["CANTON_OU_VILLE"]
    objectif_structures: int
    echeance: date


@dataclass(frozen=True, kw_only=True)
class AvisOperateurs(Rule):
    """Le délai d'un avis, et si le label l'attend."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    delai_jours: int
    bloquant: bool


@dataclass(frozen=True)
class Programme:
    """Toutes les règles ; deux versions d'une même règle ne valent jamais ensemble."""

    id: str
    vagues: tuple[Vague, ...]
    campagnes: tuple[CampagnePrevue, ...]
    fenetres: Rules[Fenetre]
    financement_msap: FinancementMsap
    insertion: Rules[Insertion]
    temps_de_trajet: Rules[TempsDeTrajet]
    couverture: Rules[Couverture]
    avis_operateurs: Rules[AvisOperateurs]

    @property
    def regles_de_la_fenetre(self) -> tuple[str, ...]:
        """Ce que cite une décision qui doit tomber dans la durée du programme."""
        return tuple(fenetre.id for fenetre in self.fenetres)

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
        """Refuse (`HorsProgramme`) un jour hors de la durée du programme."""
        if self.fenetres.on(jour) is None:
            durees = ", ".join(f"{each.en_vigueur} ({each.id})" for each in self.fenetres)
            raise HorsProgramme(
                f"{acte} du {jour_long(jour)} est hors du programme, qui va {durees} : "
                "corrigez la date ; seule une nouvelle règle prolongerait le programme.",
                selon=self.regles_de_la_fenetre,
            )


@cache
def charger_programme() -> Programme:
    """Le programme livré avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(
        files("services.labellisation.territoire") / "donnees" / "programme.yaml", Programme
    )
