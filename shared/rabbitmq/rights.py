"""The rights of each RabbitMQ account: the least that it needs (ADR 0017, ADR 0027)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.delivery.wire import REQUESTS

CONSOLE, SUPERVISION = "console", "supervision"
ADMINISTRATION = "administration"
TAGS = {SUPERVISION: ["monitoring"], ADMINISTRATION: ["administrator"]}
"""`monitoring` shows the queues and their lengths, and reads no message."""

NOTHING = "^$"
REPLY = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""The address of an answer in nameko's format: a service answers questions and asks none."""

OF_THE_OPERATORS = r"^questions\.[a-z]+$"
"""The routing keys of their questions: they send their requests elsewhere, in no other's name."""

OWN_QUEUES = r"amq\.gen-.*"


@dataclass(frozen=True)
class Right:
    """Patterns of names; `keys`: the routing keys that the account may write, by topic exchange."""

    configure: str
    write: str
    read: str
    keys: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> dict[str, str]:
        return {"configure": self.configure, "write": self.write, "read": self.read}


def rights(services: Iterable[str]) -> dict[str, Right]:
    """The rights by account of ours: the services, the console, the monitoring."""
    return {
        **{service: of_a_service(service) for service in services},
        CONSOLE: of_the_console(rf"{OWN_QUEUES}|rpc\.reply-.*|nameko-rpc"),
        SUPERVISION: Right(NOTHING, NOTHING, NOTHING),
    }


def of_a_service(service: str) -> Right:
    """Reads its queues, publishes its facts, answers; creates and deletes nothing."""
    return Right(
        configure=NOTHING,
        write=rf"^({service}\.events|answers|nameko-rpc)$",
        read=rf"^({service}\.(.+\.events|(inbox|questions)(\..+)?|dead)|rpc-{service})$",
        keys={"nameko-rpc": REPLY},
    )


def of_the_console(own: str) -> Right:
    """Sends commands, asks, reads facts and answers; `own`: the queues that it may create."""
    return Right(
        configure=f"^({own})$",
        write=rf"^({own}|.+\.commands|{REQUESTS})$",
        read=rf"^({own}|[a-z]+\.events|answers)$",
        keys={REQUESTS: OF_THE_OPERATORS},
    )
