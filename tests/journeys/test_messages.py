"""Les messages mis de côté, tels qu'un exploitant les voit à côté des services qui tournent."""

from kombu import Connection

from tests.journeys.drivers import ServersDriver
from tests.journeys.parcours import Parcours


def test_des_octets_illisibles_se_listent_se_lisent_et_s_ecartent(
    on_servers: ServersDriver,
) -> None:
    parcours = Parcours(on_servers)
    with Connection(on_servers.environment["AMQP_URI"]) as connection:
        channel = connection.channel()
        for exchange, key in (("funding.commands", "Payer"), ("audit.commands", "Auditer")):
            message = channel.prepare_message(b"\xffrien", headers={})
            channel.basic_publish(message, exchange=exchange, routing_key=key)
    retenus = "SELECT * FROM messages_retenus"
    parcours.jusqu_a(lambda: on_servers.rows("audit", retenus))
    parcours.jusqu_a(lambda: on_servers.rows("funding", retenus))
    [payer] = on_servers.rows("funding", retenus)

    liste = on_servers.command("messages", "list")
    vu = on_servers.command("messages", "show", payer["cle"][:8])
    motif = ("--motif", "essai d'un inconnu", "--auteur", "exploitation")
    ecarte = on_servers.command("messages", "discard", payer["cle"][:8], *motif)

    assert "Payer" in liste.stdout and "Auditer" in liste.stdout, liste.stderr
    assert "Type de message inconnu" in vu.stdout and "xffrien" in vu.stdout, vu.stderr
    assert (ecarte.returncode, "écarté de funding" in ecarte.stdout) == (0, True), ecarte.stderr
    assert "Payer" not in on_servers.command("messages", "list").stdout
