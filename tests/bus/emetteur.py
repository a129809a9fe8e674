"""Les faits de l'émetteur."""

from secrets import token_bytes
from typing import Literal
from uuid import UUID

from shared.clock import SystemClock
from shared.contracts import Contract
from shared.messages.envelope import Envelope


class Nouvelle(Contract):
    """Un texte ; certains sont des ordres pour le lecteur, qui fait semblant de faillir."""

    type: Literal["Nouvelle"] = "Nouvelle"
    texte: str


def nouvelle(sujet: UUID, texte: str) -> Envelope:
    now = SystemClock().now()
    fait = Nouvelle(message_id=neuf(), occurred_at=now, structure_id=sujet, texte=texte)
    return Envelope.starting(fait)


def neuf() -> UUID:
    """Un identifiant neuf, pour un sujet ou un message."""
    return UUID(bytes=token_bytes(16), version=4)
