"""Each request logged and measured, without its token."""

import logging
import re
from dataclasses import dataclass
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.token_table import PREFIX
from shared.messages.raw import storable
from shared.observability import metrics
from shared.observability.subject import about

logger = logging.getLogger(__name__)

CALL = "france_services.call"
"""Where the scope of a request has its `Call`."""
HEALTH = "/healthz"
TOKEN = re.compile(rf"{PREFIX}[\w-]+")
KEPT = 500
"""The characters logged of the parameters."""


@dataclass
class Call:
    """What the journal writes of a request; each step that handles the request fills its part."""

    account: str = ""
    question: str = ""
    status: int = 0
    octets: int = 0


class Journal:
    """Around the whole application: sees what is really sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call, start = Call(), perf_counter()
        scope[CALL] = call

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status = message["status"]
            elif scope["method"] != "HEAD":
                call.octets += len(message.get("body", b""))
            await send(message)

        metrics.HTTP_PENDING.inc()
        try:
            await self.app(scope, receive, sent)
        finally:
            metrics.HTTP_PENDING.dec()
            if scope["path"] != HEALTH:  # a probe comes every few seconds
                told(scope, call, perf_counter() - start)


def told(scope: Scope, call: Call, seconds: float) -> None:
    metrics.HTTP_REQUESTS.labels(call.question, str(call.status)).inc()
    metrics.HTTP_SECONDS.labels(call.question).observe(seconds)
    what = call.question or scope["path"]
    with about(compte=call.account, question=call.question):
        logger.info(
            "%s %s, compte %s : %d en %d ms, %d octets (%s)",
            scope["method"],
            loggable(what),
            call.account or "inconnu",
            call.status,
            round(seconds * 1000),
            call.octets,
            loggable(scope["query_string"].decode("latin-1")),
        )


def loggable(text: str) -> str:
    """Without the token that somebody would have put there."""
    return TOKEN.sub(f"{PREFIX}…", storable(text))[:KEPT]
