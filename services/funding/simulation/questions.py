"""Simuler le forfait et le bonus d'une structure : chaque montant, et s'il peut être payé."""

from collections.abc import Iterator
from datetime import date

from typing_extensions import TypedDict

from services.funding.forfait.rules.bareme import (
    PORTEURS,
    Droit,
    PorteurConnu,
    RefusDroit,
    charger_bareme,
    droit,
)
from services.funding.forfait.rules.bonus import ZONES, Zone, bonus, charger_bonus

__all__ = [
    "PORTEURS",
    "ZONES",
    "LigneSimulee",
    "PorteurConnu",
    "SimulationDuForfait",
    "Zone",
    "simuler",
]


class LigneSimulee(TypedDict):
    """Une aide, en centimes d'euro ; `raison` dit pourquoi rien n'est simulé, ou n'est payable."""

    aide: str
    montant_centimes: int
    payable: bool
    regles: list[str]
    raison: str


class SimulationDuForfait(TypedDict):
    """Une année, en centimes d'euro : ce qui est simulé, et ce qui en serait payé."""

    annee: int
    porteur: PorteurConnu
    zone: Zone | None
    lignes: list[LigneSimulee]
    simule_centimes: int
    payable_centimes: int


def simuler(annee: int, porteur: PorteurConnu, zone: Zone | None = None) -> SimulationDuForfait:
    """D.1, D.3 : au 1er janvier ; rien n'est enregistré, et un montant déduit n'est jamais payé."""
    lignes = list(_lignes(date(annee, 1, 1), porteur, zone))
    return SimulationDuForfait(
        annee=annee,
        porteur=porteur,
        zone=zone,
        lignes=lignes,
        simule_centimes=sum(ligne["montant_centimes"] for ligne in lignes),
        payable_centimes=sum(ligne["montant_centimes"] for ligne in lignes if ligne["payable"]),
    )


def _lignes(jour: date, porteur: PorteurConnu, zone: Zone | None) -> Iterator[LigneSimulee]:
    bareme = charger_bareme()
    simule, paye = (droit(bareme, jour, porteur, simulation=each) for each in (True, False))
    yield _ligne("forfait", simule, paye)
    if zone:
        tous = charger_bonus()
        simule, paye = (bonus(tous, jour, porteur, zone, simulation=each) for each in (True, False))
        yield _ligne(f"bonus {zone}", simule, paye)


def _ligne(aide: str, simule: Droit | RefusDroit, paye: Droit | RefusDroit) -> LigneSimulee:
    return LigneSimulee(
        aide=aide,
        montant_centimes=simule.montant_centimes if isinstance(simule, Droit) else 0,
        payable=isinstance(paye, Droit),
        regles=list(simule.regles),
        raison=paye.raison if isinstance(paye, RefusDroit) else "",
    )
