"""Each answer has the headers that bound it, and a page keeps those that it gives."""

import asyncio
from typing import Any

import pytest

from shared.security_headers import HEADERS, OVER_TLS, Message, Receive, SecurityHeaders, Send


def answered(*given: tuple[bytes, bytes], tls: bool = False) -> dict[str, str]:
    async def page(scope: Message, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": given})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        await SecurityHeaders(page, tls)({"type": "http"}, receive, send)

    asyncio.run(ask())
    start: Any = sent[0]
    return {name.decode(): text.decode() for name, text in start["headers"]}


@pytest.mark.parametrize("name", HEADERS)
def test_an_answer_has_every_header(name: str) -> None:
    assert answered()[name.lower()] == HEADERS[name]


def test_a_page_keeps_its_own() -> None:
    assert answered((b"Cache-Control", b"public")).get("Cache-Control") == "public"
    assert "cache-control" not in answered((b"Cache-Control", b"public"))


def test_only_a_page_over_tls_asks_for_it_again() -> None:
    [name] = (each.lower() for each in OVER_TLS)

    assert name in answered(tls=True) and name not in answered()
