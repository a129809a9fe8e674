"""Le bonus de zone : ce qui s'ajoute au forfait d'une structure, un jour donné (domaine.md D.1)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from services.funding.forfait.rules.bareme import (
    PAYABLE,
    PORTEURS,
    STATUTS,
    Droit,
    Porteur,
    PorteurConnu,
    RefusDroit,
)
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError, Statut

Zone = Literal["FRR"]
ZONES: dict[Zone, str] = {"FRR": "France ruralités revitalisation"}


@dataclass(frozen=True)
class ConditionBonus:
    """La zone, et le porteur ; sans porteur, elle vaut pour tous."""

    zone: Zone
    porteur: PorteurConnu | None = None

    def accepte(self, porteur: str) -> bool:
        return self.porteur in (None, porteur)


@dataclass(frozen=True, kw_only=True)
class LigneBonus(Rule):
    """Un montant annuel, en centimes d'euro."""

    statut: Statut
    montant_centimes: int
    si: ConditionBonus

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.montant_centimes <= 0:
            raise RuleError(f"« {self.id} » : un montant doit être supérieur à zéro.")

    @property
    def scope(self) -> Zone:
        """Un bonus par zone et par jour."""
        return self.si.zone


@dataclass(frozen=True)
class BaremeBonus:
    """Les bonus, un seul à la fois par zone."""

    id: str
    lignes: Rules[LigneBonus]


def bonus(
    bareme: BaremeBonus, jour: date, porteur: Porteur, zone: Zone, simulation: bool = False
) -> Droit | RefusDroit:
    """Le bonus d'une structure de cette zone ; une `simulation` admet ce qui ne se paie pas."""
    ligne = bareme.lignes.on(jour, scope=zone)
    if ligne is None or not ligne.si.accepte(porteur):
        return RefusDroit(
            f"Le barème {bareme.id} ne prévoit aucun bonus le {jour:%d/%m/%Y} en zone {zone} "
            f"({ZONES[zone]}) pour une structure portée par {PORTEURS[porteur]}.",
            (ligne.id if ligne else bareme.id,),
        )
    if not simulation and ligne.statut not in PAYABLE:
        return RefusDroit(
            f"Le bonus de la règle {ligne.id} est {STATUTS[ligne.statut]} : il peut servir à une "
            f"simulation, jamais à un paiement (source : {', '.join(ligne.source)}).",
            (ligne.id,),
        )
    return Droit(ligne.montant_centimes, {}, (ligne.id,), "; ".join(ligne.source))


@cache
def charger_bonus() -> BaremeBonus:
    """Ceux livrés avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.forfait") / "donnees" / "bonus.yaml", BaremeBonus)
