"""Les webhooks de tous les comptes, et jusqu'où chacun a lu ; ni adresse ni secret n'y est."""

import json
from collections.abc import Iterator
from uuid import UUID

from services.notifications.webhooks.domain import Etat, Webhooks
from shared.log.readers import Projection
from shared.read_model import ReadModel
from shared.statements import Statement, apply

TABLE = """CREATE TABLE IF NOT EXISTS webhooks (
    webhook_id TEXT PRIMARY KEY, compte TEXT NOT NULL, services TEXT NOT NULL,
    types TEXT NOT NULL, etat TEXT NOT NULL)"""
OPEN = "INSERT INTO webhooks VALUES (:webhook_id, :compte, :services, :types, 'ACTIF')"
MOVE = "UPDATE webhooks SET etat = :etat WHERE webhook_id = :webhook_id"
OUBLIER = "DELETE FROM webhooks_lus WHERE webhook_id = :webhook_id AND service = :service"
COMPTES = "SELECT DISTINCT compte FROM webhooks WHERE etat <> 'RESILIE' ORDER BY compte"
ABANDONNER = """DELETE FROM messages_retenus WHERE file IN (
    SELECT 'webhook.' || webhook_id || '.events' FROM webhooks WHERE etat = 'RESILIE')"""

LUS = """CREATE TABLE IF NOT EXISTS webhooks_lus (
    webhook_id TEXT NOT NULL, service TEXT NOT NULL, curseur TEXT NOT NULL,
    PRIMARY KEY (webhook_id, service))"""
LU = "SELECT curseur FROM webhooks_lus WHERE webhook_id = :webhook_id AND service = :service"
GARDER = """INSERT INTO webhooks_lus VALUES (:webhook_id, :service, :curseur)
    ON CONFLICT (webhook_id, service) DO UPDATE SET curseur = excluded.curseur"""

SUIVI = Projection("webhooks", {"webhooks": TABLE})


@SUIVI.on(Webhooks.WebhookAbonne)
def _abonne(event: Webhooks.WebhookAbonne) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "webhook_id": str(event.webhook_id),
            "compte": event.compte,
            "services": json.dumps(event.services),
            "types": json.dumps(event.types),
        },
    )


@SUIVI.on(Webhooks.WebhookSuspendu)
def _suspendu(event: Webhooks.WebhookSuspendu) -> Iterator[Statement]:
    yield _passe(event.webhook_id, "SUSPENDU")


@SUIVI.on(Webhooks.WebhookRepris)
def _repris(event: Webhooks.WebhookRepris) -> Iterator[Statement]:
    yield _passe(event.webhook_id, "ACTIF")


@SUIVI.on(Webhooks.WebhookResilie)
def _resilie(event: Webhooks.WebhookResilie) -> Iterator[Statement]:
    yield _passe(event.webhook_id, "RESILIE")


def _passe(webhook_id: UUID, etat: Etat) -> Statement:
    return MOVE, {"webhook_id": str(webhook_id), "etat": etat}


def oublier_les_resilies(model: ReadModel) -> None:
    """Ce qui attendait d'être livré à un webhook résilié ne le sera plus."""
    with model.transaction() as connection:
        apply(connection, (ABANDONNER, {}))


def comptes_abonnes(model: ReadModel) -> list[str]:
    """Ceux qui ont un webhook que rien n'a résilié."""
    return [row["compte"] for row in model.query(COMPTES)]


class Lus:
    """Le curseur de chaque webhook dans chaque service : il ne se rebâtit pas d'un journal."""

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        model.create([LUS])

    def curseur(self, webhook_id: UUID, service: str) -> str | None:
        """None : ce webhook n'a encore rien lu de ce service."""
        found = self.model.query(LU, {"webhook_id": str(webhook_id), "service": service})
        return found[0]["curseur"] if found else None

    def garder(self, webhook_id: UUID, service: str, curseur: str) -> None:
        """Tout ce qui précède fut pris, ou attend dans la file du webhook."""
        self._ecrire(GARDER, webhook_id, service, curseur=curseur)

    def oublier(self, webhook_id: UUID, service: str) -> None:
        """Ce service se relit depuis ce que le compte a demandé en s'abonnant."""
        self._ecrire(OUBLIER, webhook_id, service)

    def _ecrire(self, sql: str, webhook_id: UUID, service: str, **autres: str) -> None:
        row = {"webhook_id": str(webhook_id), "service": service, **autres}
        with self.model.transaction() as connection:
            apply(connection, (sql, row))
