"""Attempts by number: requests, connections, channels; the others must not wait."""

from contextlib import ExitStack

from tests.hostile.bodies import KIND
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

OVER_QUOTA = "MessageNacked"
HELD = ("NOT_ALLOWED", "ACCESS_REFUSED", OVER_QUOTA, "connection", "Connection", "Too")


def floods() -> list[Attempt]:
    return [
        *(many_requests(account) for account in ATTACKERS),
        one_request_repeated,
        many_connections,
        many_channels,
        unread_answers,
    ]


def many_requests(account: str) -> Attempt:
    @attempt("trois mille demandes", account, "à la suite, sans attendre", "fait", *HELD)
    def made(ground: Ground, client: Client) -> str:
        service, kind = KIND[account]
        with client.opened(confirm_publish=False) as connection:
            channel = connection.channel()
            try:
                for _ in range(3_000):
                    client.send(channel, service, kind, request(account))
            except REFUSED as error:
                return code_of(error)
        return "fait"

    return made


@attempt("une demande répétée mille fois", PREFECTURE, "même message", "Introuvable", OVER_QUOTA)
def one_request_repeated(ground: Ground, client: Client) -> str:
    """The requests of this account that wait have a quota: the broker refuses those beyond it."""
    body = request(PREFECTURE)
    with client.opened(confirm_publish=False) as connection:
        channel = connection.channel()
        for _ in range(1_000):
            client.send(channel, *KIND[PREFECTURE], body)
    return client.ask(*KIND[PREFECTURE], body)


@attempt("deux cents connexions", OPERATEUR, "gardées ouvertes", *HELD)
def many_connections(ground: Ground, client: Client) -> str:
    with ExitStack() as closing:
        try:
            for _ in range(200):
                closing.enter_context(client.opened())
        except REFUSED as error:
            return code_of(error)
    return "deux cents ouvertes"


@attempt("deux mille canaux", ETRANGER, "sur une connexion", *HELD)
def many_channels(ground: Ground, client: Client) -> str:
    try:
        with client.opened() as connection:
            for _ in range(2_000):
                connection.channel()
    except REFUSED as error:
        return code_of(error)
    return "deux mille ouverts"


@attempt("réponses jamais lues", PREFECTURE, "mille demandes, aucune lecture", "fait")
def unread_answers(ground: Ground, client: Client) -> str:
    with client.opened(confirm_publish=False) as connection:
        channel = connection.channel()
        for _ in range(1_000):
            client.send(channel, *KIND[PREFECTURE], request(PREFECTURE))
    return "fait"
