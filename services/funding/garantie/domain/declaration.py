"""Ce que la liste des MSAP dit d'une maison, et le montant que cela lui vaut (A-036)."""

from dataclasses import dataclass

from services.funding.garantie.rules import Garantie
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import euros


class RenforcementInvalide(RefusDuMoment):
    """Seule une MSAP renforcée a un montant à elle, qui dépasse celui du barème (A-036)."""


@dataclass(frozen=True)
class Declaration:
    """Ce que la liste dit d'une MSAP ; `montant_centimes`, par an, est celui d'un renforcement."""

    structure: DesignationEnregistree
    porteur_type: str
    siret: str
    renforce: bool
    montant_centimes: int | None
    fichier: str
    ligne: int

    def montant(self, garantie: Garantie) -> int:
        """Par an ; refuse (`RenforcementInvalide`) un montant que rien ne justifie."""
        if self.montant_centimes is None:
            return garantie.montant_centimes
        if not self.renforce and self.montant_centimes != garantie.montant_centimes:
            raise RenforcementInvalide(
                f"La garantie est de {euros(garantie.montant_centimes)} par an : pour un autre "
                "montant, dites la MSAP renforcée, ou laissez le montant vide.",
                selon=[garantie.regle],
            )
        if self.montant_centimes < garantie.montant_centimes:
            raise RenforcementInvalide(
                f"Un montant renforcé ({euros(self.montant_centimes)}) ne peut être inférieur à "
                f"la garantie, {euros(garantie.montant_centimes)} par an : corrigez-le.",
                selon=[garantie.regle],
            )
        return self.montant_centimes
