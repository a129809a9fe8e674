"""A partner's account subscribes while its server is away; the runbook is typed; its facts come."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from services.notifications.webhooks.commands import AbonnerWebhook
from shared.delivery.parking import Chosen, Parked
from shared.delivery.wire import encode
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope
from shared.messages.raw import ID
from tests.deploy.blocs import regle, taper
from tests.deploy.comptes import ouvert
from tests.deploy.pile import Compose, Pile, until
from tests.hostile.client import Client, fresh

WEBHOOKS, RECEIVER = "webhooks", "recepteur"
ACCOUNT, HEARD = "entrepot-15", ("--departement", "15", "--ecoute", "labellisation")
PREFET = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")
EXAMPLE = "8c9a3a52-7c1d-5d0e-9a53-2f6d0f4b8a11"
NETWORK, KEY = "10.20.0.0/16", "3f2a91c0"
SUBNET = "{{(index .IPAM.Config 0).Subnet}}"


def recevoir_des_faits(pile: Pile) -> None:
    """What waited comes once its server is there, but for the fact discarded; then nothing more."""
    compose = pile.compose
    network = compose.docker(
        "network", "inspect", "--format", SUBNET, f"{compose.project}_messages"
    )
    with regle(compose, "webhooks 7", {NETWORK: network.strip()}):
        taper(compose, "webhooks 8")
        compose.wait("notifications", WEBHOOKS)
        client = ouvert(compose, ACCOUNT, "PREFET", HEARD)
        webhook_id = subscribed(client)
        pile.demander(2)
        until(lambda: len(waiting(pile, webhook_id)) > 1, "rien n'attend le webhook")
        discarded = discard_one(pile, webhook_id)
        with receiving(compose, secret_of(client, webhook_id)):
            assert "à essayer de nouveau" in taper(compose, "webhooks 4", named(webhook_id))
            until(lambda: not waiting(pile, webhook_id), "le webhook n'a pas tout pris")
            taken = took(compose)
            assert taken and discarded not in taken, (taken, discarded)
            stopped_and_started(pile)
    taper(compose, "webhooks 6", {"prefecture-15": ACCOUNT})
    taper(compose, "webhooks 8")


def subscribed(client: Client) -> UUID:
    asked = AbonnerWebhook(
        message_id=fresh(),
        acteur=PREFET,
        adresse=f"http://{RECEIVER}:8085/faits",
        services=["labellisation"],
    )
    answer = client.answer(
        "notifications", AbonnerWebhook.__name__, encode(Envelope.starting(asked))
    )
    assert answer and answer["statut"] == "ACCEPTE", answer
    return UUID(answer["cree"]["webhook_id"])


def secret_of(client: Client, webhook_id: UUID) -> str:
    question = {
        "question": "secrets_du_webhook",
        "parametres": {"webhook_id": str(webhook_id)},
    }
    answer = client.answer("questions", "notifications", question)
    assert answer and answer["statut"] == "REPONDU", answer
    [only] = answer["contenu"]["secrets"]
    return str(only["secret"])


def waiting(pile: Pile, webhook_id: UUID) -> list[Parked]:
    parking = pile.components["notifications"].parking
    return [*parking.all(Chosen(queue=f"webhook.{webhook_id}.events"))]


def named(webhook_id: UUID) -> dict[str, str]:
    return {EXAMPLE: str(webhook_id)}


def discard_one(pile: Pile, webhook_id: UUID) -> str:
    """List what waits, and discard the first; returns the id of its fact."""
    assert "NonPris" in taper(pile.compose, "webhooks 3", named(webhook_id))
    row = waiting(pile, webhook_id)[0]
    assert "écarté" in taper(pile.compose, "webhooks 5", {KEY: row["cle"][:12]})
    return str(json.loads(row["entetes"])[ID])


@contextmanager
def receiving(compose: Compose, secret: str) -> Iterator[None]:
    compose.environment |= {"WEBHOOK_SECRET": secret, "COMPOSE_PROFILES": RECEIVER}
    compose("up", "--detach", "--no-deps", RECEIVER)
    try:
        yield
    finally:
        compose("rm", "--stop", "--force", RECEIVER)


def took(compose: Compose) -> list[str]:
    """The ids of the facts that the receiver took, once it had verified them."""
    [container] = compose.containers(RECEIVER)
    lines = compose.docker("logs", container).splitlines()
    return [line.split()[1] for line in lines if line.startswith("pris ")]


def stopped_and_started(pile: Pile) -> None:
    """What happens while the process is stopped comes when it is back."""
    taper(pile.compose, "webhooks 9")
    before = len(took(pile.compose))
    pile.demander(1)
    pile.attendre(pile.termine)
    assert len(took(pile.compose)) == before
    assert WEBHOOKS in taper(pile.compose, "webhooks 1")
    until(lambda: len(took(pile.compose)) > before, "rien ne vient après l'arrêt")
