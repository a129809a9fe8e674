"""Le jeton signé d'un lien d'inscription, que nul message ne transporte et nul journal ne garde.

onboarding ouvre les liens et relit leur jeton ; notifications l'écrit dans le courriel, à l'envoi.
Chacun le tire du secret qu'ils partagent.
"""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

JETON = "?jeton="


class JetonForge(Exception):
    """Le jeton n'est pas signé de ce secret, ou il est abîmé."""


class Signature:
    """Signe et relit les jetons, avec un secret."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="lien-inscription")

    def jeton(self, label_id: UUID, lien_id: UUID) -> str:
        """Toujours le même pour ce lien."""
        signed: str = self._serializer.dumps([label_id.hex, lien_id.hex])
        return signed

    def url(self, adresse: str, label_id: UUID, lien_id: UUID) -> str:
        """L'adresse de la page d'inscription, avec le jeton qui l'ouvre."""
        return f"{sans_jeton(adresse)}{JETON}{self.jeton(label_id, lien_id)}"

    def lire(self, jeton: str) -> tuple[UUID, UUID]:
        """Le label et le lien que ce jeton désigne ; lève `JetonForge`."""
        try:
            label, lien = self._serializer.loads(jeton)
            return UUID(label), UUID(lien)
        except (BadSignature, ValueError, TypeError) as error:
            raise JetonForge(str(error)) from error


def sans_jeton(url: str) -> str:
    """L'adresse seule : jusqu'à la version 0.1, faits et événements portaient aussi le jeton."""
    return url.partition(JETON)[0]
