"""Connections to the broker, by one address; over TLS where it says `amqps`."""

import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import OperationalError

AWAY = (AMQPError, OperationalError, ConnectionError, socket.gaierror, TimeoutError)
"""What is raised while the broker cannot be reached, or refuses the account."""

CONNECT_TIMEOUT = 5.0
HANDSHAKE_TIMEOUT = 20


def connection(uri: str, **options: Any) -> Connection:
    """Not opened yet; `options` are kombu's.

    The client bounds the connection itself, but not the handshake of TLS that follows.
    """
    bounded = {"read_timeout": HANDSHAKE_TIMEOUT}
    return Connection(
        uri,
        connect_timeout=CONNECT_TIMEOUT,
        ssl=tls(uri),
        transport_options=bounded if uri.startswith("amqps:") else {},
        **options,
    )


def tls(uri: str) -> dict[str, Any] | None:
    """The server must have a certificate of its name, from an authority of SSL_CERT_FILE.

    Left alone, the client verifies the authority and not the name.
    """
    place = urlsplit(uri)
    if place.scheme != "amqps":
        return None
    return {"server_hostname": place.hostname, "cert_reqs": ssl.CERT_REQUIRED}
