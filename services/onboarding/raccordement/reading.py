"""Les liens d'inscription, signés : un jeton forgé est refusé."""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from services.onboarding.raccordement.domain import LienInvalide


class Liens:
    """Fabrique et relit les liens, signés avec un secret du service."""

    def __init__(self, secret: str, adresse: str) -> None:
        self._signature = URLSafeSerializer(secret, salt="lien-inscription")
        self._adresse = adresse

    def url(self, label_id: UUID, lien_id: UUID) -> str:
        return f"{self._adresse}?jeton={self._signature.dumps([label_id.hex, lien_id.hex])}"

    def lire(self, jeton: str) -> tuple[UUID, UUID]:
        """Le label et le lien que ce jeton désigne ; refuse un jeton forgé ou abîmé."""
        try:
            label, lien = self._signature.loads(jeton)
            return UUID(label), UUID(lien)
        except (BadSignature, ValueError, TypeError) as error:
            raise LienInvalide("Ce lien d'inscription n'est pas authentique.") from error
