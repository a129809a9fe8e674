"""Attempts with identities: those of others' messages, of objects, of facts to come."""

from collections.abc import Callable
from uuid import UUID, uuid5

from tests.hostile.client import REFUSED, Client, code_of, fresh
from tests.hostile.ground import (
    ATTACKERS,
    PREFECTURE,
    Attempt,
    Ground,
    attempt,
    audit_of,
    dossier_of,
    request,
)

ROLE = ("RoleNonAutorise", "CompteNonAutorise", "ACCESS_REFUSED")
FACTS = 80


def identities() -> list[Attempt]:
    """All of them; the structures that they aim at are put forward during each attempt."""
    return [
        *(taken(account, "d'un dossier à naître", dossier_of) for account in ATTACKERS),
        taken(PREFECTURE, "d'un audit à naître", audit_of),
        *(facts_to_come(account) for account in ATTACKERS),
        facts_of_the_dossier,
        known_dossier,
        reused,
        borrowed,
        aggregate_as_structure,
    ]


def taken(account: str, whose: str, identity: Callable[[UUID], UUID]) -> Attempt:
    @attempt(
        f"identité {whose}", account, "une demande avec son `message_id`", *ROLE, "Introuvable"
    )
    def made(ground: Ground, client: Client) -> str:
        id = identity(ground.next_structure)
        return client.ask("labellisation", "SignalerStructure", signal(client, id))

    return made


def facts_to_come(account: str) -> Attempt:
    @attempt(
        "identités des faits à venir",
        account,
        f"{FACTS} demandes, une par fait que l'audit dira",
        *ROLE,
        "Introuvable",
    )
    def made(ground: Ground, client: Client) -> str:
        return flooded(client, audit_of(ground.next_structure))

    return made


@attempt(
    "identités des faits du dossier",
    PREFECTURE,
    f"{FACTS} demandes, une par fait que le dossier dira",
    "Introuvable",
)
def facts_of_the_dossier(ground: Ground, client: Client) -> str:
    return flooded(client, dossier_of(ground.next_structure))


@attempt(
    "identité d'un dossier connu", PREFECTURE, "une demande avec son `message_id`", "Introuvable"
)
def known_dossier(ground: Ground, client: Client) -> str:
    known = ground.known_structure
    return client.ask("labellisation", "SignalerStructure", signal(client, dossier_of(known)))


@attempt(
    "identifiant réemployé", PREFECTURE, "deux demandes, un `message_id`", "IdentifiantDejaUtilise"
)
def reused(ground: Ground, client: Client) -> str:
    id = fresh()
    client.ask("labellisation", "SignalerStructure", signal(client, id))
    return client.ask("labellisation", "SignalerStructure", signal(client, id))


@attempt(
    "identifiant d'un autre compte",
    PREFECTURE,
    "la demande à venir d'un autre, sous le même `message_id`",
    "Introuvable",
)
def borrowed(ground: Ground, client: Client) -> str:
    coming = uuid5(ground.next_structure, "remontée")
    return client.ask("labellisation", "SignalerStructure", signal(client, coming))


@attempt("identité d'autre chose", PREFECTURE, "un dossier désigné pour structure", "Introuvable")
def aggregate_as_structure(ground: Ground, client: Client) -> str:
    body = {**signal(client, fresh()), "structure_id": str(dossier_of(ground.next_structure))}
    return client.ask("labellisation", "SignalerStructure", body)


def signal(client: Client, message_id: UUID) -> dict[str, object]:
    return request(client.account, message_id=str(message_id))


def flooded(client: Client, stream: UUID) -> str:
    """Ask once for each event that this stream may have; the last answer."""
    ids = [uuid5(stream, str(version)) for version in range(1, FACTS + 1)]
    with client.opened() as connection:
        channel = connection.channel()
        try:
            for id in ids[:-1]:
                client.send(channel, "labellisation", "SignalerStructure", signal(client, id))
        except REFUSED as error:
            return code_of(error)
    return client.ask("labellisation", "SignalerStructure", signal(client, ids[-1]))
