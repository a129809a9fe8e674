"""The message being handled, and its receipt, which is saved once with all its changes."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Identities, Outcome
from shared.recording.aggregates import NOT_RECORDED
from shared.recording.receipts import fingerprint, receipt_id
from shared.recording.repository import IdentifiantDejaUtilise
from shared.recording.store import MessageRecu
from shared.refusal import Refus


class MessageContext:
    """A message and its receipt; `refus` is the reason if it was declined.

    `after`: the version of the last receipt of this message, 0 if it has none.
    """

    def __init__(self, envelope: Envelope, refus: Refus | None = None, after: int = 0) -> None:
        self.envelope, self.refus, self.after = envelope, refus, after
        self.recu: MessageRecu | None = None

    @property
    def body(self) -> Contract | Command:
        return self.envelope.body

    def receipt(
        self, version: int, rules: Iterable[str] = (), created: Identities | None = None
    ) -> MessageRecu:
        """`version`: of the first aggregate changed, 0 if none; `rules`: cited by the answer."""
        self.recu = MessageRecu(  # type: ignore[call-arg]
            originator_id=receipt_id(self.envelope),
            originator_version=self.after + 1,
            timestamp=NOT_RECORDED,
            message_id=self.body.message_id,
            compte=self.envelope.sender,
            empreinte=fingerprint(self.body),
            type=wire_name(type(self.body)),
            statut="REFUSE" if self.refus else "ACCEPTE",
            code=type(self.refus).__name__ if self.refus else "",
            detail=str(self.refus or ""),
            version=version,
            cree=dict(created or {}),
        )
        vars(self.recu)["selon"] = tuple(dict.fromkeys(rules))
        return self.recu

    @property
    def outcome(self) -> Outcome:
        assert self.recu, "a message has an outcome once it is saved"
        return outcome_of(self.recu)


def outcome_of(recu: MessageRecu) -> Outcome:
    """The answer that a receipt keeps, the same for each repeat of its message."""
    return Outcome(recu.statut, recu.code, recu.detail, recu.version or None, recu.cree)


def same_content(recu: MessageRecu, envelope: Envelope) -> bool:
    """Whether this receipt is that of this very message; nothing is compared for a fact."""
    return not recu.empreinte or recu.empreinte == fingerprint(envelope.body)


def id_taken(recu: MessageRecu) -> Outcome:
    """The answer to another request under the id of the one that this receipt answered."""
    detail = (
        f"Le `message_id` {recu.message_id} est celui d'une autre demande, « {recu.type} » : "
        "donnez-en un nouveau à celle-ci."
    )
    return Outcome("REFUSE", IdentifiantDejaUtilise.__name__, detail)


@cache
def wire_name(kind: type[Contract] | type[Command]) -> str:
    """The name by which other systems know a message, accents included."""
    declared: Any = kind.model_fields.get("type")
    return str(declared.default) if declared else kind.__name__
