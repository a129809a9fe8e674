"""The roles that each RabbitMQ account may act for (A-020); without a table, all are trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.delivery.bounds import Unreadable, check_size, read_json
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
    """`roles` is by account; RabbitMQ guarantees the `user_id` of a message, if it has one."""

    roles: Mapping[str, tuple[Role, ...]] | None = None

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> "Senders":
        """Read the table named by COMPTES; raises ConfigurationRefused if it is unusable."""
        if not (path := variables.get(ACCOUNTS)):
            return cls()
        try:
            return cls(load(Path(path), dict[str, tuple[Role, ...]]))
        except (RuleError, OSError) as error:
            raise ConfigurationRefused(f"{ACCOUNTS} est inutilisable : {error}") from error

    def refused(self, raw_message: RawMessage, account: str | None) -> Outcome | None:
        """The refusal of a command whose role this account may not act for; None otherwise."""
        if self.roles is None or not raw_message.queue.endswith(INBOX):
            return None
        role = role_of(raw_message)
        if role is None or role in self.roles.get(account or "", ()):
            return None
        who = f"Le compte « {account} »" if account else "Un message sans `user_id`"
        detail = f"{who} ne peut pas parler pour le rôle {role}."
        return Outcome("REFUSE", CompteNonAutorise.__name__, detail)


def role_of(raw_message: RawMessage) -> str | None:
    """The role of a command's author; None if it is unreadable: the reception refuses it."""
    try:
        check_size(raw_message)
        return str(read_json(raw_message.body)["acteur"]["role"])
    except (Unreadable, TypeError, KeyError):
        return None
