"""Attempts to speak for another: role, département, structure, body, account."""

from typing import Any

from tests.hostile.client import SILENCE, Client, fresh
from tests.hostile.ground import (
    AUTHORS,
    ETRANGER,
    OPERATEUR,
    PREFECTURE,
    Attempt,
    Ground,
    attempt,
    request,
)

NOT_ALLOWED = "CompteNonAutorise"
DENIED = ("ACCESS_REFUSED", NOT_ALLOWED)
ELSEWHERE = {"role": "PREFET", "id": "préfecture 63", "departement": "63"}
AGENCY = {"role": "AGENCE_NATIONALE", "id": "agence"}
INSIDE = {"role": "SERVICE", "id": "labellisation"}


def authors() -> list[Attempt]:
    return [
        spoken("préfet d'ailleurs", PREFECTURE, "labellisation", "SignalerStructure", ELSEWHERE),
        spoken(
            "préfet de nulle part",
            PREFECTURE,
            "labellisation",
            "SignalerStructure",
            {"role": "PREFET", "id": "préfecture"},
        ),
        spoken("l'agence nationale", PREFECTURE, "labellisation", "SignalerStructure", AGENCY),
        spoken("le service lui-même", PREFECTURE, "labellisation", "SignalerStructure", INSIDE),
        spoken(
            "l'agence, pour un accord", OPERATEUR, "labellisation", "DonnerAccordPrealable", AGENCY
        ),
        spoken("l'auditeur", ETRANGER, "audit", "ConclureAudit", {"role": "AUDITEUR", "id": "x"}),
        spoken(
            "un autre opérateur",
            OPERATEUR,
            "onboarding",
            "RepondreSollicitation",
            {"role": "OPERATEUR", "id": "caf 15", "organisme": "DGFIP"},
            sollicitation_id=str(fresh()),
        ),
        spoken(
            "un opérateur sans nom",
            OPERATEUR,
            "onboarding",
            "RepondreSollicitation",
            {"role": "OPERATEUR", "id": "caf 15"},
            sollicitation_id=str(fresh()),
        ),
        unsigned,
        forged,
        header,
        answered_to_another,
        wildcard_address,
        no_longer,
        guessed,
        transaction,
    ]


def spoken(
    name: str, account: str, service: str, kind: str, author: dict[str, str], **fields: Any
) -> Attempt:
    @attempt(f"au nom de : {name}", account, kind, *DENIED)
    def made(ground: Ground, client: Client) -> str:
        return client.ask(service, kind, request(account, acteur=author, **fields))

    return made


@attempt("sans `user_id`", PREFECTURE, "SignalerStructure", NOT_ALLOWED, SILENCE)
def unsigned(ground: Ground, client: Client) -> str:
    return client.ask("labellisation", "SignalerStructure", request(PREFECTURE), user_id=None)


@attempt("`user_id` d'un autre", ETRANGER, "RepondreEnquete", "PRECONDITION_FAILED")
def forged(ground: Ground, client: Client) -> str:
    return client.ask("audit", "RepondreEnquete", request(ETRANGER), user_id=PREFECTURE)


@attempt("compte écrit dans un en-tête", PREFECTURE, "celui d'un autre", "Introuvable")
def header(ground: Ground, client: Client) -> str:
    headers = {"france-services:compte": OPERATEUR}
    return client.ask("labellisation", "SignalerStructure", request(PREFECTURE), headers)


@attempt("réponse adressée à un autre", OPERATEUR, "`reply_to` de la préfecture", *DENIED)
def answered_to_another(ground: Ground, client: Client) -> str:
    """It comes back to its author: the answer is in its own queue, or nowhere."""
    body = request(OPERATEUR, acteur=AUTHORS[PREFECTURE], sollicitation_id=str(fresh()))
    return client.ask("onboarding", "RepondreSollicitation", body, reply_to=PREFECTURE)


@attempt("réponse adressée à tous", PREFECTURE, "`reply_to` de « # »", "Introuvable")
def wildcard_address(ground: Ground, client: Client) -> str:
    return client.ask("labellisation", "SignalerStructure", request(PREFECTURE), reply_to="#")


@attempt("compte révoqué", PREFECTURE, "un second compte, puis plus", "ACCESS_REFUSED", "Login")
def no_longer(ground: Ground, client: Client) -> str:
    name = "ancienne-prefecture"
    revoked = Client(name, ground.accounts.add(name, roles=["PREFET"]))
    ground.accounts.revoke(name)
    return revoked.refused(lambda channel: channel.basic_qos(0, 1, False))


@attempt("mot de passe deviné", ETRANGER, "cinquante essais", "ACCESS_REFUSED", "Login")
def guessed(ground: Ground, client: Client) -> str:
    others = [
        Client(PREFECTURE, ground.clients[PREFECTURE].uri.replace("@", f"{number}@"))
        for number in range(50)
    ]
    return [each.refused(lambda channel: channel.basic_qos(0, 1, False)) for each in others][-1]


@attempt("transaction jamais close", PREFECTURE, "tx.select, cent demandes", "fait")
def transaction(ground: Ground, client: Client) -> str:
    with client.opened(confirm_publish=False) as connection:
        channel = connection.channel()
        channel.tx_select()
        for _ in range(100):
            client.send(channel, "labellisation", "SignalerStructure", request(PREFECTURE))
    return "fait"
