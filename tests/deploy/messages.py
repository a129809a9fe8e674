"""Messages and requests sent to RabbitMQ from outside the programme."""

import base64
from secrets import token_hex
from urllib.request import Request, urlopen

from shared.rabbitmq.connection import connection
from shared.rabbitmq.rights import CONSOLE
from shared.runtime.settings import broker
from tests.deploy.pile import Compose


def bruit(service: str, number: int = 1) -> None:
    """Send commands of an unknown type; each has its own content, or it would be a repeat."""
    with connection(broker(CONSOLE)) as opened:
        channel = opened.default_channel
        for _ in range(number):
            body = f'"{token_hex(8)}"'.encode()
            message = channel.prepare_message(body, properties={"user_id": CONSOLE})
            channel.basic_publish(message, f"{service}.commands", "RienDeConnu")


def interface(compose: Compose, account: str, password: str, what: str) -> int:
    """The HTTP status that the management interface gives to this account."""
    url = f"http://127.0.0.1:{compose.ports['MANAGEMENT_PORT']}/api/{what}"
    token = base64.b64encode(f"{account}:{password}".encode()).decode()
    with urlopen(Request(url, headers={"Authorization": f"Basic {token}"}), timeout=10) as answer:
        return int(answer.status)
