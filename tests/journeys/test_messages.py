"""Les messages mis de côté, tels qu'un exploitant les voit à côté des services qui tournent."""

from kombu import Connection

from tests.journeys.drivers import ServersDriver
from tests.journeys.parcours import Parcours


def test_des_octets_illisibles_se_listent_se_lisent_et_s_ecartent(
    on_servers: ServersDriver,
) -> None:
    """C.7-19."""
    parcours = Parcours(on_servers)
    with Connection(on_servers.environment["AMQP_URI"]) as connection:
        channel = connection.channel()
        for exchange, key in (("funding.commands", "Payer"), ("audit.events", "AuditAnnule")):
            message = channel.prepare_message(b"\xffrien", headers={})
            channel.basic_publish(message, exchange=exchange, routing_key=key)
    retenus, illisibles = "SELECT * FROM messages_retenus", "SELECT * FROM demandes_illisibles"
    parcours.jusqu_a(lambda: on_servers.rows("labellisation", retenus))
    parcours.jusqu_a(lambda: on_servers.rows("funding", illisibles))
    [annule] = on_servers.rows("labellisation", retenus)

    liste = on_servers.command("messages", "list")
    vu = on_servers.command("messages", "show", annule["cle"][:8])
    motif = ("--motif", "essai d'un inconnu", "--auteur", "exploitation")
    ecarte = on_servers.command("messages", "discard", annule["cle"][:8], *motif)

    assert "AuditAnnule" in liste.stdout and "Type inconnu" in liste.stdout, liste.stderr
    assert "pas du JSON" in vu.stdout and "xffrien" in vu.stdout, vu.stderr
    assert (ecarte.returncode, "écarté de labellisation" in ecarte.stdout) == (0, True)
    assert "AuditAnnule" not in on_servers.command("messages", "list").stdout
