"""The identity of a receipt: nobody else can take it, since the sender's account is part of it."""

from hashlib import sha256
from uuid import UUID, uuid5

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Envelope

RECEIPTS = UUID("82ddf20b-1490-405b-bb02-56eb33dd73c2")
INBOX = "inbox"


def receipt_id(envelope: Envelope) -> UUID:
    """From the sender, the queue and the message id: one id sent by two accounts is two messages.

    Aggregates have their ids in the same table; none is derived from `RECEIPTS`.
    """
    body = envelope.body
    if isinstance(body, Contract):
        return uuid5(RECEIPTS, f"{body.publisher()}\n{body.publisher()}.events\n{body.message_id}")
    return request_receipt_id(envelope.sender, body.message_id)


def request_receipt_id(sender: str, message_id: UUID) -> UUID:
    """That of a request, by its sender and its message id."""
    return uuid5(RECEIPTS, f"{sender}\n{INBOX}\n{message_id}")


def fingerprint(body: Contract | Command) -> str:
    """A hash of what a command asks, whenever it was decided: a file imported twice is a repeat,
    and so is a late request that now says why.

    Empty for a fact, whose publisher never reuses an id: a newer version reads more fields in it.
    """
    if isinstance(body, Contract):
        return ""
    asked = body.model_dump_json(exclude_defaults=True, exclude={"survenu_le", "motif_retard"})
    return sha256(asked.encode()).hexdigest()
