"""Les liens d'inscription, signés : un jeton forgé est refusé."""

from uuid import UUID

from services.onboarding.raccordement.domain.raccordement import LienInvalide
from shared.liens import JetonForge, Signature


class Liens:
    """L'adresse où mènent les liens, et de quoi relire leur jeton."""

    def __init__(self, secret: str, adresse: str) -> None:
        self.signature, self.adresse = Signature(secret), adresse

    def lire(self, jeton: str) -> tuple[UUID, UUID]:
        """Le label et le lien que ce jeton désigne ; refuse un jeton forgé ou abîmé."""
        try:
            return self.signature.lire(jeton)
        except JetonForge as error:
            raise LienInvalide("Ce lien d'inscription n'est pas authentique.") from error
