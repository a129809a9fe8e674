"""Attempts with bodies: too large, too deep, not JSON, hostile to whoever decodes them."""

import json
from collections.abc import Mapping
from typing import Any

from tests.hostile.client import REFUSED, Client, code_of
from tests.hostile.ground import (
    ATTACKERS,
    ETRANGER,
    OPERATEUR,
    PREFECTURE,
    Attempt,
    Ground,
    attempt,
    request,
)

UNREADABLE = "Illisible"
TOO_LARGE = ("PRECONDITION_FAILED", UNREADABLE)
MB = 1_000_000
KIND = {
    PREFECTURE: ("labellisation", "SignalerStructure"),
    OPERATEUR: ("onboarding", "EngagerOperateur"),
    ETRANGER: ("audit", "RepondreEnquete"),
}
"""A request that each account is allowed to send."""


def bodies() -> list[Attempt]:
    deep = {
        "cent mille crochets": b"[" * 100_000,
        "cinquante mille objets": b'{"a":' * 50_000,
        "un acteur profond": b'{"acteur":' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    }
    odd = {
        "vide": b"",
        "des octets quelconques": bytes(range(256)) * 16,
        "de l'UTF-16": json.dumps({"a": "é"}).encode("utf-16"),
        "un entier de cent mille chiffres": b'{"message_id":' + b"9" * 100_000 + b"}",
        "NaN et l'infini": b'{"message_id":NaN,"structure_id":-Infinity}',
        "des demi-caractères": b'{"message_id":"\\ud800","structure_id":"\\udfff"}',
        "une liste": b"[]",
        "null": b"null",
        "du pickle": b"cos\nsystem\n(S'true'\ntR.",
        "une clé écrite deux fois": b'{"message_id":"a","message_id":"b"}',
        "trente mille clés": json.dumps({f"c{n}": n for n in range(15_000)}).encode(),
    }
    return [
        *(
            one_body(account, "cent mille crochets", deep["cent mille crochets"])
            for account in ATTACKERS
        ),
        *(one_body(PREFECTURE, name, body) for name, body in list(deep.items())[1:]),
        *(one_body(ETRANGER, name, body) for name, body in odd.items()),
        *(large(account) for account in ATTACKERS),
        many_large,
        keys,
        one_body(OPERATEUR, "des en-têtes de cent kilo-octets", b"{}", {"x": "e" * 100_000}),
        one_body(OPERATEUR, "une mort annoncée", b"{}", {"x-death": "jamais"}),
        malformed,
    ]


def one_body(
    account: str, name: str, body: bytes, headers: Mapping[str, Any] | None = None
) -> Attempt:
    @attempt(
        f"corps : {name}",
        account,
        f"{len(body):,} octets".replace(",", " "),
        *TOO_LARGE,
        "FRAME_ERROR",
    )
    def made(ground: Ground, client: Client) -> str:
        return client.ask(*KIND[account], body, headers)

    return made


def large(account: str) -> Attempt:
    @attempt("corps : seize mégaoctets", account, "une chaîne de 15,9 Mo", *TOO_LARGE)
    def made(ground: Ground, client: Client) -> str:
        return client.ask(*KIND[account], b'{"motif":"' + b"m" * int(15.9 * MB) + b'"}')

    return made


@attempt("trente corps de neuf mégaoctets", PREFECTURE, "l'un après l'autre", *TOO_LARGE)
def many_large(ground: Ground, client: Client) -> str:
    body = b'{"motif":"' + b"m" * 9 * MB + b'"}'
    return [client.ask(*KIND[client.account], body) for _ in range(30)][-1]


@attempt("sept cent mille clés", PREFECTURE, "un objet de quinze mégaoctets", *TOO_LARGE)
def keys(ground: Ground, client: Client) -> str:
    body = json.dumps({f"clé numéro {n:06}": n for n in range(700_000)}).encode()
    return client.ask(*KIND[client.account], body)


@attempt(
    "vingt mille demandes mal formées",
    PREFECTURE,
    "à la suite, sans attendre",
    UNREADABLE,
    "MessageNacked",
)
def malformed(ground: Ground, client: Client) -> str:
    service, kind = KIND[client.account]
    with client.opened(confirm_publish=False) as connection:
        channel = connection.channel()
        try:
            for number in range(20_000):
                client.send(channel, service, kind, b'{"faux":%d}' % number)
        except REFUSED as error:
            return code_of(error)
    return client.ask(service, kind, request(client.account, inconnu=True))
