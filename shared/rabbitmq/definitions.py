"""RabbitMQ's definitions before the first message, in its import format (ADR 0017)."""

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from shared import limits
from shared.messages.actors import Role
from shared.rabbitmq.partners import of_an_account, partner_policies, queues_of, requests_of
from shared.rabbitmq.rights import NOTHING, TAGS, Right
from shared.rabbitmq.topology import DELIVERY_LIMIT, exchanges, policies, queues
from shared.recording.handlers import Handlers

Definition = dict[str, Any]
SALT = 4


def definitions(
    services: Sequence[Handlers], vhost: str = "/", limit: int = DELIVERY_LIMIT
) -> Definition:
    """Exchanges, queues, bindings, policies, limits; `accesses` and `users` give the accounts."""
    by_kind: dict[str, list[Definition]] = {
        "exchanges": [_exchange(each.name, each.type) for each in exchanges(services)],
        **_held([each for service in services for each in queues(service)]),
        "policies": [
            {
                "name": name,
                "pattern": policy.pattern,
                "apply-to": "queues",
                "priority": 1,
                "definition": policy.says,
            }
            for name, policy in (policies(services, limit) | partner_policies()).items()
        ],
        "parameters": [{"component": "vhost-limits", "name": "limits", "value": _bounds()}],
    }
    return _in_vhost(by_kind, vhost)


def of_partner(
    account: str,
    roles: Collection[Role],
    heard: Sequence[str],
    services: Sequence[Handlers],
    vhost: str = "/",
    questioned: Collection[str] = (),
) -> Definition:
    """Queues, bindings and rights of another system's account; its user must exist already.

    `questioned`: the services that one of its roles may question.
    """
    asked = requests_of(roles, services)
    own = _in_vhost(_held(queues_of(account, asked, heard, questioned)), vhost)
    return own | accesses({account: of_an_account(account, asked, questioned)}, vhost)


def accesses(granted: Mapping[str, Right], vhost: str = "/") -> Definition:
    """The permissions of each account; RabbitMQ refuses them if its users do not exist."""
    return {
        "permissions": [
            {"vhost": vhost, "user": user, **right.names()} for user, right in granted.items()
        ],
        "topic_permissions": [
            {"vhost": vhost, "user": user, "exchange": exchange, "write": write, "read": NOTHING}
            for user, right in granted.items()
            for exchange, write in right.keys.items()
        ],
    }


def users(passwords: Mapping[str, str]) -> Definition:
    """Accounts with these passwords, salted and hashed in RabbitMQ's format."""
    return {"users": [_user(name, password) for name, password in passwords.items()]}


def _in_vhost(by_kind: Mapping[str, list[Definition]], vhost: str) -> Definition:
    return {kind: [{"vhost": vhost, **each} for each in all] for kind, all in by_kind.items()}


def _held(queues: Sequence[Any]) -> dict[str, list[Definition]]:
    bindings = [binding for each in queues for binding in _bound(each)]
    return {"queues": [_queue(each) for each in queues], "bindings": bindings}


def _bounds() -> dict[str, int]:
    return {
        "max-queues": limits.FILES_DE_L_HOTE.valeur,
        "max-connections": limits.CONNEXIONS_DE_L_HOTE.valeur,
    }


def _exchange(name: str, kind: str) -> Definition:
    common = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {"name": name, "type": kind, **common}


def _queue(queue: Any) -> Definition:
    arguments = queue.queue_arguments or {}
    return {"name": queue.name, "durable": True, "auto_delete": False, "arguments": arguments}


def _bound(queue: Any) -> list[Definition]:
    own = [(queue.exchange, queue.routing_key)] if queue.exchange else []
    places = [*own, *((each.exchange, each.routing_key) for each in queue.bindings)]
    return [
        {
            "source": exchange.name,
            "destination": queue.name,
            "destination_type": "queue",
            "routing_key": key,
            "arguments": {},
        }
        for exchange, key in sorted(places, key=lambda place: (place[0].name, place[1]))
    ]


def _user(name: str, password: str) -> Definition:
    salt = secrets.token_bytes(SALT)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": TAGS.get(name, []),
    }
