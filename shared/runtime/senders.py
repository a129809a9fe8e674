"""For whom each RabbitMQ account may speak (ADR 0027); without a table, all are trusted."""

import logging
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from shared.clock import paris_date
from shared.delivery.bounds import Unreadable, check_size
from shared.delivery.json_body import read_json
from shared.messages.actors import Acteur, Role
from shared.messages.envelope import Outcome
from shared.messages.raw import RawMessage
from shared.observability import metrics
from shared.recording.authorisations import CompteNonAutorise, Portee, charger_autorisations
from shared.rules.loading import RuleError
from shared.runtime.account_table import Compte, Table
from shared.runtime.settings import ConfigurationRefused
from shared.typographie import jour_long

logger = logging.getLogger(__name__)

ACCOUNTS = "COMPTES"
INBOX = ".inbox"
INTERNAL: Role = "SERVICE"
SHOWN = 5
"""Values of a bound that a refusal names, at most."""

Mark = tuple[int, int, int] | None
"""Modification time, inode and size of a file: they change when it is rewritten. None if absent."""


class Senders:
    """The accounts of those who send requests to a service.

    The table is read again when its file changes. A table that became unusable is logged once,
    counted, and the previous one stays in force.
    """

    def __init__(self, service: str, path: Path | None = None) -> None:
        """Raises RuleError or OSError if there is a path and its table is unusable."""
        self.service, self.path = service, path
        self.mark = mark(path) if path else None
        self.table = Table.read(path) if path else None
        self._usable(True)

    @classmethod
    def of(cls, service: str, variables: Mapping[str, str]) -> "Senders":
        """The senders of the table COMPTES; raises ConfigurationRefused if it is unusable."""
        path = variables.get(ACCOUNTS)
        try:
            return cls(service, Path(path) if path else None)
        except (RuleError, OSError) as error:
            raise ConfigurationRefused(f"{ACCOUNTS} est inutilisable : {error}") from error

    def current(self) -> Table | None:
        """The table in force now; None if every account is trusted."""
        if self.path and (found := mark(self.path)) != self.mark:
            self.mark = found
            self._read(self.path)
        return self.table

    def refused(self, raw_message: RawMessage) -> Outcome | None:
        """The refusal of a request that its account may not send; None otherwise.

        A request whose author cannot be read is left to the reception, which says why.
        """
        if not raw_message.queue.endswith(INBOX):
            return None
        if fault := self._fault(raw_message):
            metrics.SENDERS_REFUSED.labels(self.service).inc()
            return Outcome("REFUSE", CompteNonAutorise.__name__, fault)
        return None

    def _fault(self, raw_message: RawMessage) -> str | None:
        acteur, table = acteur_of(raw_message), self.current()
        if acteur and acteur.role == INTERNAL:
            return f"Le rôle {INTERNAL} est celui des services : aucun compte ne parle pour lui."
        if table is None:
            return None
        name = raw_message.account
        if line := table.active().get(name):
            return outside(line, acteur) if acteur else None
        return unknown(name, table)

    def _read(self, path: Path) -> None:
        try:
            self.table = Table.read(path)
        except (RuleError, OSError) as error:
            logger.error("%s est inutilisable, l'ancienne table reste : %s", ACCOUNTS, error)
            return self._usable(False)
        logger.info("%s : table relue", ACCOUNTS)
        self._usable(True)

    def _usable(self, usable: bool) -> None:
        metrics.ACCOUNTS_UNUSABLE.labels(self.service).set(not usable)


def mark(path: Path) -> Mark:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def acteur_of(raw_message: RawMessage) -> Acteur | None:
    """The author that a request names, read as the reception reads it; None if unreadable."""
    try:
        check_size(raw_message)
        return Acteur.model_validate(read_json(raw_message.body)["acteur"])
    except (Unreadable, ValidationError, TypeError, KeyError):
        return None


def unknown(name: str, table: Table) -> str:
    """Why an account without an active line is refused, in French."""
    if not name:
        return "Un message sans `user_id` ne dit pas quel compte l'envoie."
    ended = [line.revoque_le for line in table.lines if line.compte == name and line.revoque_le]
    if ended:
        return f"Le compte « {name} » est révoqué depuis le {jour_long(paris_date(max(ended)))}."
    return f"Le compte « {name} » n'est pas dans la table des comptes."


def outside(line: Compte, acteur: Acteur) -> str | None:
    """Which bound of its account this author is outside of, in French; None if none."""
    who = f"Le compte « {line.compte} »"
    if acteur.role not in line.roles:
        return f"{who} ne peut pas parler pour le rôle {acteur.role}."
    for field, (what, allowed) in bounds(line, acteur.role).items():
        if (said := getattr(acteur, field)) not in allowed:
            listed = ", ".join(str(each) for each in allowed[:SHOWN])
            more = ", …" if allowed[SHOWN:] else ""
            return (
                f"{who} ne parle que pour {what} {listed}{more} : "
                f"la demande dit {said or 'rien'} (champ « acteur.{field} »)."
            )
    return None


def bounds(line: Compte, role: Role) -> dict[str, tuple[str, Sequence[object]]]:
    """By field of the author: its name in French, and the values that the account may say.

    A field is not bounded where the account has no bound, or the role does not depend on it.
    """
    reaches = reach(role)
    departements = line.departements if "DEPARTEMENT" in reaches else ()
    structures = line.structures if "STRUCTURE" in reaches else ()
    all_bounds: dict[str, tuple[str, Sequence[object]]] = {
        "departement": ("le département", departements),
        "structure_id": ("la structure", structures),
        "organisme": ("l'organisme", [line.organisme] if line.organisme else ()),
    }
    return {field: bound for field, bound in all_bounds.items() if bound[1]}


@cache
def reach(role: Role) -> frozenset[Portee]:
    """How far this role reaches, over all the requests that it may send."""
    rows = charger_autorisations().lignes
    return frozenset(row.roles[role] for row in rows if role in row.roles)
