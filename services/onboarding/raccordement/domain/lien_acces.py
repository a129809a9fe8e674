"""Le lien d'accès : son compte créé, la structure revient sans mot de passe (A-117, TMR-13)."""

from datetime import datetime
from uuid import UUID

from services.onboarding.raccordement.domain.raccordement import (
    CompteManquant,
    Lien,
    Raccordement,
    validite,
)
from services.onboarding.raccordement.rules import RegleRaccordement
from shared.personal_data.fields import contact, personal
from shared.structures import DesignationEnregistree


class LienAccesEnvoye(Raccordement.Event):
    TOPIC = "onboarding.LienAccesEnvoye"
    PHRASE = "Lien d'accès ouvert à la demande de la structure ; le précédent ne vaut plus rien"
    PERSONNELLES = personal(contact, "structure.courriel")
    label_id: UUID
    structure: DesignationEnregistree
    lien_id: UUID
    url: str
    expire_le: datetime

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.lien_acces = Lien(self.lien_id, self.url, self.expire_le)
        aggregate.liens_acces += 1

    def details(self) -> str:
        return validite(self.expire_le)


def envoyer_lien_acces(raccordement: Raccordement, lien: Lien, regle: RegleRaccordement) -> None:
    """Le nouveau lien annule le précédent ; il n'ouvre que le compte qui existe."""
    raccordement.exiger_acces()
    if raccordement.compte_id is None:
        raise CompteManquant(f"« {raccordement.structure['nom']} » n'a pas encore créé son compte.")
    raccordement.enregistrer(
        LienAccesEnvoye,
        selon=[regle.id],
        label_id=raccordement.label_id,
        structure=raccordement.structure,
        lien_id=lien.lien_id,
        url=lien.url,
        expire_le=lien.expire_le,
    )
