"""Messages and requests sent to RabbitMQ from outside the programme."""

from secrets import token_hex
from typing import Any

from shared.rabbitmq.connection import connection
from shared.rabbitmq.management import Management
from shared.runtime.settings import broker
from tests.deploy.pile import Compose

PATIENCE = 10.0


def bruit(number: int = 1) -> None:
    """Publish unreadable facts of audit, which labellisation parks; no two have the same body."""
    with connection(broker("audit")) as opened:
        channel = opened.default_channel
        for _ in range(number):
            message = channel.prepare_message(f'"{token_hex(8)}"'.encode())
            channel.basic_publish(message, "audit.events", "AuditAnnule")


def interface(compose: Compose, account: str, password: str, page: str) -> Any:
    """The page of the management interface, as this account sees it; raises HTTPError."""
    address = f"http://127.0.0.1:{compose.ports['MANAGEMENT_PORT']}"
    return Management(address, account, password, PATIENCE).ask("GET", page)
