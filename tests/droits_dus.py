"""Les droits que le barème donne à un label jusqu'à un jour, comptés sans le service (A-032)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from services.funding.forfait.rules.bareme import Droit, DroitAttendu, charger_bareme, droit
from shared.clock import SystemClock, paris_date
from shared.contracts.labellisation import StructureLabellisee

AVERTIS = {"OUVERT": 2, "EN_ATTENTE": 2, "REFUSE": 1}
"""Les courriels d'un droit : le porteur et la préfecture, ou celle-ci seule s'il est refusé."""


def annees_dues(label: StructureLabellisee, au: date | None = None) -> list[int]:
    """Celle où le label prend effet, puis chaque 1er janvier, jusqu'à ce jour ou aujourd'hui."""
    effet, jour = label.date_effet.year, au or paris_date(SystemClock().now())
    return list(range(effet, max(effet, jour.year) + 1))


def etats_dus(labels: Iterable[StructureLabellisee], au: date | None = None) -> Counter[str]:
    """Combien de droits sont ouverts, attendus ou refusés, si aucun porteur ne change."""
    return Counter(_etat(label, annee) for label in labels for annee in annees_dues(label, au))


def courriels_dus(etats: Counter[str]) -> int:
    return sum(AVERTIS[etat] * nombre for etat, nombre in etats.items())


def _etat(label: StructureLabellisee, annee: int) -> str:
    jour = max(label.date_effet, date(annee, 1, 1))
    decision = droit(charger_bareme(), jour, label.fiche.porteur_type)
    if isinstance(decision, Droit):
        return "OUVERT"
    return "EN_ATTENTE" if isinstance(decision, DroitAttendu) else "REFUSE"
