"""Le compte d'un droit : ce qui en est dû par fonds, ce qui en est notifié et versé."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from services.funding.forfait.rules.ventilation import ventiler


@dataclass(frozen=True)
class Versement:
    """Un paiement, sous la référence que lui donne la banque."""

    reference: str
    fonds: str
    montant_centimes: int
    le: date


@dataclass
class Compte:
    """En centimes d'euro ; des parts vides disent que la ventilation n'est pas connue."""

    du_centimes: int = 0
    parts_ouvertes: dict[str, int] = field(default_factory=dict)
    regles: list[str] = field(default_factory=list)
    notifie_le: date | None = None
    notifie_centimes: int | None = None
    versements: dict[str, Versement] = field(default_factory=dict)
    trop_percu_dit: int = 0

    def ouvrir(self, montant: int, parts: dict[str, int], regles: Iterable[str]) -> None:
        self.du_centimes, self.parts_ouvertes, self.regles = montant, dict(parts), list(regles)

    def ajuster(self, du: int, regle: str) -> None:
        """Ce que laisse une fin de label, ou une suspension, d'après cette règle."""
        self.du_centimes = du
        self.regles = [*(each for each in self.regles if each != regle), regle]

    @property
    def parts_centimes(self) -> dict[str, int]:
        """Ce qui est dû, dans les proportions de l'ouverture."""
        return ventiler(self.du_centimes, self.parts_ouvertes)

    def notifier(self, montant: int, le: date) -> None:
        """Le jour de la première notification demeure."""
        self.notifie_centimes = montant
        self.notifie_le = self.notifie_le or le

    def verser(self, versement: Versement) -> None:
        self.versements[versement.reference] = versement

    @property
    def verse_centimes(self) -> int:
        return sum(each.montant_centimes for each in self.versements.values())

    def verse_par(self, fonds: str) -> int:
        siens = (each for each in self.versements.values() if each.fonds == fonds)
        return sum(each.montant_centimes for each in siens)

    @property
    def reste_centimes(self) -> int:
        """Jamais moins que rien : ce qui fut versé de trop est un trop-perçu."""
        return max(0, self.du_centimes - self.verse_centimes)

    @property
    def trop_percu_centimes(self) -> int:
        """Ce qui fut versé au-delà de ce qui est dû."""
        return max(0, self.verse_centimes - self.du_centimes)

    def reste_de(self, fonds: str) -> int:
        """Ce que ce fonds peut encore verser : dans sa part, et dans ce qui reste du tout."""
        if not self.parts_centimes:
            return self.reste_centimes
        part = self.parts_centimes.get(fonds, 0)
        return min(self.reste_centimes, max(0, part - self.verse_par(fonds)))
