"""Finds the account of a bearer token, and limits how often it may ask."""

import logging
from pathlib import Path

from shared import limits
from shared.clock import Clock
from shared.http.problems import Problem
from shared.http.token_table import Jetons
from shared.observability import metrics
from shared.questions.rights import Asker
from shared.rate_limit import RateLimit
from shared.rules.loading import RuleError
from shared.runtime.account_table import Compte
from shared.runtime.senders import Senders, mark
from shared.runtime.settings import ConfigurationRefused

logger = logging.getLogger(__name__)

TOKENS = "HTTP_JETONS"
SCHEME = "bearer"
MINUTE = 60.0


class Tokens:
    """The table of tokens, read again when its file changes.

    A table that became unusable is logged once, counted, and the previous one stays in force.
    """

    def __init__(self, path: Path) -> None:
        """Raises ConfigurationRefused if the table is unusable."""
        self.path, self.mark = path, mark(path)
        try:
            self.table = Jetons.read(path)
        except (RuleError, OSError) as error:
            raise ConfigurationRefused(f"{TOKENS} est inutilisable : {error}") from error
        metrics.HTTP_TOKENS_UNUSABLE.set(0)

    def current(self) -> Jetons:
        if (found := mark(self.path)) != self.mark:
            self.mark = found
            self._read()
        return self.table

    def _read(self) -> None:
        try:
            self.table = Jetons.read(self.path)
        except (RuleError, OSError) as error:
            logger.error("%s est inutilisable, l'ancienne table reste : %s", TOKENS, error)
            return metrics.HTTP_TOKENS_UNUSABLE.set(1)
        logger.info("%s : table relue", TOKENS)
        metrics.HTTP_TOKENS_UNUSABLE.set(0)


class Entrance:
    """Lets in the accounts that hold a token, each at its own rate.

    A token that holds is let in whatever its address did before: several systems may share an
    address, and no number of tries would find 256 bits.
    """

    def __init__(
        self,
        accounts: Senders,
        tokens: Tokens,
        clock: Clock,
        per_account: RateLimit | None = None,
        per_address: RateLimit | None = None,
    ) -> None:
        self.accounts, self.tokens, self.clock = accounts, tokens, clock
        at_once = limits.QUESTIONS_D_UN_COUP.valeur
        filled = MINUTE * at_once / limits.QUESTIONS_PAR_MINUTE.valeur
        self.per_account = per_account or RateLimit(at_once, filled)
        refused = limits.JETONS_REFUSES_PAR_MINUTE.valeur
        self.per_address = per_address or RateLimit(refused, MINUTE)

    def asker(self, authorization: str, address: str) -> Asker:
        """The account that asks; raises Problem."""
        account = self._account(authorization)
        if account is None:
            raise self._unknown(authorization, address)
        if wait := self.per_account.wait(account.compte):
            metrics.HTTP_LIMITED.labels("compte").inc()
            raise Problem.too_many(
                f"Le compte « {account.compte} » pose trop de questions : au plus "
                f"{limits.QUESTIONS_PAR_MINUTE}, et {limits.QUESTIONS_D_UN_COUP} d'un coup.",
                wait,
            )
        return Asker.of(account)

    def _account(self, authorization: str) -> Compte | None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != SCHEME:
            return None
        held = self.tokens.current().holder(token.strip(), self.clock.now())
        table = self.accounts.current()
        line = table.active().get(held.compte) if held and table else None
        return line if held and line and held.of(line) else None

    def _unknown(self, authorization: str, address: str) -> Problem:
        if wait := self.per_address.wait(address):
            metrics.HTTP_LIMITED.labels("adresse").inc()
            what = "Trop de demandes sans jeton valable depuis cette adresse."
            return Problem.too_many(what, wait)
        if not authorization:
            return Problem.unauthenticated(
                "JetonAbsent", "Donnez votre jeton : « Authorization: Bearer fs_… »."
            )
        return Problem.unauthenticated(
            "JetonRefuse",
            "Ce jeton est inconnu, révoqué ou périmé : demandez-en un autre à l'exploitant "
            "(« france-services accounts token »).",
        )
