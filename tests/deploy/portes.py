"""What comes by HTTP: the questions of an account, and visits to the page of registration."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from uuid import UUID

import httpx

from console.installation.secrets import lire
from shared.liens import Signature
from shared.runtime.accounts import READER
from tests.deploy.pile import Pile

PATIENCE = 40.0
TOGETHER = 8
NOBODY = UUID(int=404)
LISTED, FORBIDDEN = "/v1/audit/audits", f"/v1/audit/cibles?tirage_id={NOBODY}"


class Portes:
    """The two ports of the trial, and the token of an account."""

    def __init__(self, pile: Pile, account: str) -> None:
        self.pile = pile
        pile.compose.wait(READER, "inscription")
        words = ("run", "--rm", "-T", "--no-deps", "administration", "accounts", "token")
        self.token = pile.compose(*words, account).split()[-1]

    def ask(self, times: int, path: str = LISTED, token: str = "") -> list[int]:
        """The statuses of so many questions, asked together; with the account's token, if none."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return _all(self._place("QUESTIONS_PORT"), [path] * times, headers)

    def visit(self, times: int, path: str = "/inscription") -> list[int]:
        """The statuses of so many visits, made together by browsers that follow redirects."""
        return _all(self._place("INSCRIPTION_PORT"), [path] * times, {})

    def link(self) -> str:
        """A link as onboarding signs them, of no structure: the page must look for it."""
        signature = Signature(lire(self.pile.secrets, "onboarding", "link_secret"))
        return f"/inscription?jeton={signature.jeton(NOBODY, NOBODY)}"

    def _place(self, port: str) -> str:
        return f"http://127.0.0.1:{self.pile.compose.ports[port]}"


def _all(place: str, paths: Sequence[str], headers: dict[str, str]) -> list[int]:
    with ThreadPoolExecutor(TOGETHER) as threads:
        return [*threads.map(partial(_status, place, headers), paths)]


def _status(place: str, headers: dict[str, str], path: str) -> int:
    """0 if nothing answered in time."""
    with (
        suppress(httpx.TransportError),
        httpx.Client(
            base_url=place, timeout=PATIENCE, follow_redirects=True, trust_env=False
        ) as client,
    ):
        return client.get(path, headers=headers).status_code
    return 0
