"""Où écrire aux autorités ; les porteurs, eux, donnent leur adresse dans leur fiche."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from services.notifications.courriels.rules.catalogue import Destinataire
from shared.adresse import AdresseRefusee, adresse_de
from shared.rules.loading import load
from shared.rules.periods import RuleError

CODE = "{departement}"


@dataclass(frozen=True)
class Autorite:
    """Une adresse, où `{departement}` tient la place du code, et celles qui font exception."""

    adresse: str | None = None
    departements: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [*self.departements.values(), *([self.adresse] if self.adresse else [])]
        for adresse in known:
            try:
                adresse_de(adresse.replace(CODE, "00"))
            except AdresseRefusee as refusee:
                raise RuleError(f"« {adresse} » n'est pas une adresse : {refusee}.") from refusee

    def pour(self, departement: str | None) -> str | None:
        if departement in self.departements:
            return self.departements[departement]
        if self.adresse is None or (CODE in self.adresse and not departement):
            return None
        return self.adresse.replace(CODE, (departement or "").lower())


@dataclass(frozen=True)
class Annuaire:
    """Les adresses par rôle."""

    id: str
    autorites: dict[Destinataire, Autorite]

    def adresse(self, role: str, departement: str | None) -> str | None:
        """L'adresse de l'autorité de ce rôle, ou None si aucune n'est connue."""
        for known, autorite in self.autorites.items():
            if known == role:
                return autorite.pour(departement)
        return None


def charger_annuaire(chemin: Path | None = None) -> Annuaire:
    """L'annuaire de ce fichier, ou celui d'exemple livré avec le service ; `RuleError` s'il a tort.

    Les adresses livrées sont toutes sous `.example` : les vraies sont affaire de configuration.
    """
    shipped = files("services.notifications.courriels") / "donnees" / "annuaire.yaml"
    return load(chemin or shipped, Annuaire)
