"""Which roles each account of RabbitMQ may speak for (A-020); without a table, all are believed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.messages.actors import Role
from shared.messages.envelope import Outcome
from shared.messages.raw import RawMessage
from shared.recording.authorisations import CompteNonAutorise
from shared.rules.loading import RuleError, load
from shared.runtime.settings import ConfigurationRefused

ACCOUNTS = "COMPTES"
INBOX = ".inbox"


@dataclass(frozen=True)
class Senders:
    """`roles` is by account; RabbitMQ vouches for the `user_id` of a message, if it has one."""

    roles: Mapping[str, tuple[Role, ...]] | None = None

    @classmethod
    def of(cls, known: Mapping[str, str]) -> "Senders":
        """The table that COMPTES names; raises ConfigurationRefused if it is of no use."""
        if not (path := known.get(ACCOUNTS)):
            return cls()
        try:
            return cls(load(Path(path), dict[str, tuple[Role, ...]]))
        except (RuleError, OSError) as error:
            raise ConfigurationRefused(f"{ACCOUNTS} est inutilisable : {error}") from error

    def refused(self, raw_message: RawMessage, account: str | None) -> Outcome | None:
        """The answer to a command whose author is not for this account to name."""
        if self.roles is None or not raw_message.queue.endswith(INBOX):
            return None
        role = role_of(raw_message)
        if role is None or role in self.roles.get(account or "", ()):
            return None
        who = f"Le compte « {account} »" if account else "Un message sans `user_id`"
        detail = f"{who} ne peut pas parler pour le rôle {role}."
        return Outcome("REFUSE", CompteNonAutorise.__name__, detail)


def role_of(raw_message: RawMessage) -> str | None:
    """None for what nobody can read: it is refused as such."""
    try:
        return str(json.loads(raw_message.body)["acteur"]["role"])
    except (ValueError, TypeError, KeyError):
        return None
