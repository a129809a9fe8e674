"""Les trames d'un lot : les octets que le client de RabbitMQ écrirait, message à message."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from amqp.channel import Channel
from amqp.method_framing import frame_writer
from kombu.transport.pyamqp import Channel as KombuChannel

from shared.delivery.wire import CONTENT_TYPE, encode, headers, routing_key
from shared.messages.envelope import Envelope
from shared.observability.traces import Trace
from shared.rabbitmq.written_frames import PublishFrames
from tests.bus.emetteur import nouvelle

CANAL, LONGUEUR = 7, 4096
TRACE = Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "atelier=1")
SUJET = UUID(int=15)


def par_le_client(envelope: Envelope, exchange: str) -> bytes:
    """Ce que le client écrit, sa connexion remplacée par une suite d'octets."""
    written: list[bytes] = []
    transport = SimpleNamespace(write=lambda view: written.append(bytes(view)))
    connection: Any = SimpleNamespace(frame_max=LONGUEUR, bytes_sent=0)
    connection.frame_writer = frame_writer(connection, transport)
    channel: Any = SimpleNamespace(connection=connection, channel_id=CANAL)
    message = KombuChannel.prepare_message(
        channel,
        encode(envelope),
        content_type=CONTENT_TYPE,
        content_encoding="utf-8",
        headers=headers(envelope),
        properties={"delivery_mode": 2, "message_id": str(envelope.body.message_id)},
    )
    place = (0, exchange, routing_key(type(envelope.body)), False, False)
    Channel.send_method(channel, (60, 40), "Bssbb", place, message)
    return b"".join(written)


@pytest.mark.parametrize(
    "texte",
    ["", "une", "é" * 50, "x" * 3500, "y" * 4070, "z" * 4096, "w" * 20_000],
    ids=["vide", "court", "accents", "presque", "juste", "plein", "long"],
)
@pytest.mark.parametrize("trace", [Trace(), TRACE], ids=["sans trace", "tracé"])
def test_un_message_s_ecrit_comme_le_client_l_ecrirait(texte: str, trace: Trace) -> None:
    fait = nouvelle(SUJET, texte)
    envelope = Envelope(fait.body, fait.correlation, trace)

    frames = PublishFrames(CANAL, LONGUEUR).of(
        "emetteur.events",
        routing_key(type(envelope.body)),
        encode(envelope),
        headers(envelope),
        str(envelope.body.message_id),
    )

    assert frames == par_le_client(envelope, "emetteur.events")


def test_un_corps_vide_n_a_pas_de_trame() -> None:
    assert PublishFrames(CANAL, LONGUEUR).of("e", "k", b"", {}, "id").count(b"\xce") == 2
