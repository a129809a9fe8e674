"""Serving the application until SIGTERM; what was asked before is answered."""

import signal
from socket import IPPROTO_TCP, TCP_NODELAY, create_server, socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from shared import limits
from shared.runtime.settings import ConfigurationRefused

GRACE = 30
"""The seconds that a request under way has to end; more than any takes."""
LARGEST = 32_768
"""The bytes of a request's first line and headers, beyond which it is not even read."""


def listening(address: str, port: int) -> socket:
    """Raises ConfigurationRefused if it cannot be listened to."""
    try:
        return sending_at_once(
            create_server((address, port), backlog=limits.CONNEXIONS_HTTP.valeur)
        )
    except OSError as error:
        raise ConfigurationRefused(
            f"« {address} », port {port}, ne peut être écouté ({error.strerror}) : donnez une "
            "autre adresse ou un autre port (--adresse, --port)."
        ) from error


def sending_at_once(on: socket) -> socket:
    """The same, whose connections send what is written to them without waiting.

    uvicorn writes the headers, then the body, which would wait 40 ms for the client to acknowledge
    the headers. asyncio only sees to it on sockets that say their protocol.
    """
    on.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    return on


def serve(app: ASGIApp, on: socket) -> None:
    """`X-Forwarded-For` is not believed: any client may write it."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=limits.CONNEXIONS_HTTP.valeur,
            timeout_graceful_shutdown=GRACE,
            h11_max_incomplete_event_size=LARGEST,
        )
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        server.should_exit = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.run(sockets=[on])
