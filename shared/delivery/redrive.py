"""Redrive or discard a parked message: the decision is recorded, with its author and reason."""

from contextlib import AbstractContextManager
from uuid import UUID, uuid5

from shared.delivery.bounds import TooLarge, check_size
from shared.delivery.parking import DISCARDED, TOO_LARGE, Parked
from shared.delivery.reception import Reception
from shared.messages.envelope import Envelope
from shared.messages.raw import RawMessage
from shared.recording.decisions import Decider
from shared.recording.message_context import MessageContext
from shared.recording.received import Answered
from shared.recording.store import MessageDecide, MessageEcarte, MessageRecu, MessageRelance
from shared.refusal import RefusDefinitif, RefusDuMoment

MESSAGES = UUID("6d0f2f4e-3c0a-5f0b-9b1e-2f7a6f1c9d10")


class Ecarte(RefusDefinitif):
    """Un responsable a décidé que ce message ne serait jamais traité."""


class DejaEcarte(RefusDefinitif):
    """Ce qui est écarté le reste."""


class DejaTraite(RefusDuMoment):
    """Le service est passé avant."""


class CorpsTropGros(RefusDefinitif):
    """Le corps corrigé dépasse la borne du message qu'il remplace."""


class CorpsNonGarde(RefusDefinitif):
    """Un message trop gros n'a plus son corps."""


class Redrive:
    """Records the decision, then changes the parking: after a crash in between, decide again."""

    def __init__(self, reception: Reception, author: str, reason: str) -> None:
        self.reception = reception
        self.service, self.parking = reception.service, reception.parking
        self.decider = Decider(reception.service, author, reason)

    def redrive(self, row: Parked, body: bytes | None = None) -> None:
        """Retry a message, with another body if given.

        Raises DejaEcarte if it was discarded, CorpsNonGarde if it was too large to be kept,
        CorpsTropGros if the one given is.
        """
        if row["etat"] == DISCARDED:
            raise DejaEcarte(f"Le message {row['cle']} a été écarté pour de bon.")
        if row["cause"] == TOO_LARGE:
            raise CorpsNonGarde(
                f"Le corps du message {row['cle']} était trop gros pour être gardé : "
                "il ne peut qu'être écarté, et son émetteur l'envoie de nouveau, corrigé."
            )
        _check_body(row, body or b"")
        with self._deciding(row):
            self.service.save(self._decided(MessageRelance, row, corps_corrige=body is not None))
        self.parking.redrive(row["cle"], self.service.clock.now(), body)

    def discard(self, row: Parked) -> None:
        """Discard a message for good; raises DejaTraite if it was handled meanwhile.

        Its receipt is a refusal (`Ecarte`), which answers any later delivery. Does nothing if it
        was discarded already.
        """
        if row["etat"] == DISCARDED:
            return
        kept = self.parking.raw_message(row["cle"])
        if kept is None:
            raise DejaTraite(f"Le message {row['cle']} vient d'être traité.")
        envelope = self.reception.readable(kept)
        known = self.service.receipts.answered(envelope) if envelope else None
        if known and known.final and known.outcome.code != Ecarte.__name__:
            raise DejaTraite(f"Le message {row['cle']} vient d'être traité.")
        if not (known and known.final):
            refusals = [self._refusal(envelope, known)] if envelope else []
            with self._deciding(row):
                self.service.save(self._decided(MessageEcarte, row), *refusals)
        self.parking.discard(row["cle"], self.service.clock.now())

    def _refusal(self, envelope: Envelope, known: Answered | None) -> MessageRecu:
        after = known.version if known else 0
        return MessageContext(envelope, Ecarte(self.decider.reason), after).receipt(0)

    def _deciding(self, row: Parked) -> AbstractContextManager[None]:
        return self.decider.deciding(_stream(row), row["type"], row["sujet"])

    def _decided(self, kind: type[MessageDecide], row: Parked, **fields: bool) -> MessageDecide:
        return self.decider.following(_stream(row), kind, **_identity(row), **fields)


def _check_body(row: Parked, body: bytes) -> None:
    try:
        check_size(RawMessage(row["file"], row["type"], body))
    except TooLarge as large:
        raise CorpsTropGros(str(large)) from large


def _identity(row: Parked) -> dict[str, str]:
    return {"cle": row["cle"], "file": row["file"], "type": row["type"], "cause": row["cause"]}


def _stream(row: Parked) -> UUID:
    return uuid5(MESSAGES, row["cle"])
