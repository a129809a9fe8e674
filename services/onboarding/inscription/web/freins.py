"""Ce qu'une adresse, un lien ou une structure peut faire en un temps donné."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from time import monotonic

from shared import limits
from shared.rate_limit import RateLimit

MINUTE, HEURE = 60.0, 3600.0


@dataclass(frozen=True)
class Freins:
    """Les pages par adresse de réseau, les gestes par lien, et les courriels demandés."""

    pages: RateLimit
    gestes: RateLimit
    demandes: RateLimit
    envois: RateLimit


def freins(temps: Callable[[], float] = monotonic) -> Freins:
    """Plusieurs structures partagent parfois l'adresse de leur réseau."""
    return Freins(
        pages=RateLimit(limits.VISITES_PAR_MINUTE.valeur, MINUTE, temps),
        gestes=RateLimit(limits.GESTES_D_UN_LIEN.valeur, 10 * MINUTE, temps),
        demandes=RateLimit(limits.LIENS_DEMANDES_PAR_HEURE.valeur, HEURE, temps),
        envois=RateLimit(limits.COURRIELS_DE_LIEN_PAR_HEURE.valeur, HEURE, temps),
    )


def reseau(adresse: str) -> str:
    """L'adresse, ou en IPv6 le réseau dont un abonné a toutes les adresses."""
    try:
        lue = ip_address(adresse)
    except ValueError:
        return adresse
    return adresse if lue.version == 4 else str(ip_network(f"{adresse}/64", strict=False))
