"""What somebody says to RabbitMQ beside the programme."""

import base64
from secrets import token_hex
from urllib.request import Request, urlopen

from shared.rabbitmq.connection import connection
from shared.runtime.settings import broker
from tests.deploy.pile import Compose


def bruit(service: str, number: int = 1) -> None:
    """A partner sends what no contract knows; the same content would be the same message."""
    with connection(broker("partenaire")) as opened:
        channel = opened.default_channel
        for _ in range(number):
            message = channel.prepare_message(f'"{token_hex(8)}"'.encode())
            channel.basic_publish(message, f"{service}.commands", "RienDeConnu")


def interface(compose: Compose, account: str, password: str, what: str) -> int:
    """What the management interface answers to this account."""
    url = f"http://127.0.0.1:{compose.ports['MANAGEMENT_PORT']}/api/{what}"
    token = base64.b64encode(f"{account}:{password}".encode()).decode()
    with urlopen(Request(url, headers={"Authorization": f"Basic {token}"}), timeout=10) as answer:
        return int(answer.status)
