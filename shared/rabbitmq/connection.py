"""Connections to the broker; over TLS if the address is `amqps`."""

import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import OperationalError

AWAY = (AMQPError, OperationalError, ConnectionError, socket.gaierror, TimeoutError)
"""Raised while the broker cannot be reached, or refuses the account."""

CONNECT_TIMEOUT = 5.0
HANDSHAKE_TIMEOUT = 20


def connection(uri: str, patience: int | None = None, **options: Any) -> Connection:
    """A connection that is not open yet; `options` are kombu's.

    `patience`: the seconds that any answer may take. `connect_timeout` does not cover the TLS
    handshake, hence `read_timeout`.
    """
    bounded = {"read_timeout": patience or HANDSHAKE_TIMEOUT}
    return Connection(
        uri,
        connect_timeout=CONNECT_TIMEOUT,
        ssl=tls(uri),
        transport_options=bounded if patience or uri.startswith("amqps:") else {},
        **options,
    )


def tls(uri: str) -> dict[str, Any] | None:
    """TLS options: the certificate must name the host and come from SSL_CERT_FILE's authorities.

    By default, the client checks the authority but not the name.
    """
    place = urlsplit(uri)
    if place.scheme != "amqps":
        return None
    return {"server_hostname": place.hostname, "cert_reqs": ssl.CERT_REQUIRED}
