"""Creates vhosts, through the management interface, else with the broker's own command."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import urlsplit

from shared.rabbitmq import management
from tests.servers.addresses import NoServer, Servers, run

PATIENCE = 30.0


class Administration(Protocol):
    def make(self, vhost: str) -> None: ...

    def define(self, definitions: Mapping[str, Any]) -> None: ...

    def drop(self, vhost: str) -> None: ...

    def drop_users(self, names: Iterable[str]) -> None: ...

    def disconnect(self, user: str) -> None: ...


class Management:
    """RabbitMQ's HTTP interface, as a user with the administrator tag."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        address = f"{place.scheme}://{place.hostname}:{place.port or 15672}"
        account = (place.username or "guest", place.password or "guest")
        self.broker = management.Management(address, *account, PATIENCE)

    def make(self, vhost: str) -> None:
        self._ask("PUT", f"vhosts/{vhost}")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._ask("PUT", f"permissions/{vhost}/{self.broker.account}", everything)

    def define(self, definitions: Mapping[str, Any]) -> None:
        self._ask("POST", "definitions", definitions)

    def drop(self, vhost: str) -> None:
        self._ask("DELETE", f"vhosts/{vhost}")

    def drop_users(self, names: Iterable[str]) -> None:
        for name in names:
            self._ask("DELETE", f"users/{name}")

    def disconnect(self, user: str) -> None:
        self._ask("DELETE", f"connections/username/{user}")

    def check(self) -> None:
        self._ask("GET", "whoami")

    def _ask(self, method: str, page: str, body: Any = None) -> None:
        try:
            self.broker.ask(method, page, body)
        except (URLError, OSError) as error:
            address = self.broker.address
            raise NoServer(f"interface d'administration {address} : {error}") from error


class Command:
    """`rabbitmqctl`, on the machine of the broker."""

    def __init__(self, user: str) -> None:
        self.user = user

    def make(self, vhost: str) -> None:
        run("rabbitmqctl", "--quiet", "add_vhost", vhost)
        run("rabbitmqctl", "--quiet", "set_permissions", "-p", vhost, self.user, ".*", ".*", ".*")

    def define(self, definitions: Mapping[str, Any]) -> None:
        with NamedTemporaryFile("w", suffix=".json") as file:
            Path(file.name).chmod(0o644)
            json.dump(definitions, file)
            file.flush()
            run("rabbitmqctl", "--quiet", "import_definitions", file.name)

    def drop(self, vhost: str) -> None:
        run("rabbitmqctl", "--quiet", "delete_vhost", vhost)

    def drop_users(self, names: Iterable[str]) -> None:
        """All in one call: each takes more than a second."""
        dropped = ", ".join(
            f'rabbit_auth_backend_internal:delete_user(<<"{name}">>, <<"essais">>)'
            for name in names
        )
        run("rabbitmqctl", "--quiet", "eval", f"[{dropped}].")

    def disconnect(self, user: str) -> None:
        run("rabbitmqctl", "--quiet", "close_all_user_connections", user, "essai")

    def check(self) -> None:
        run("rabbitmqctl", "--quiet", "list_vhosts")


def administered(servers: Servers) -> Administration:
    """The first way that works; raises NoServer if none does."""
    interface = Management(servers.management)
    try:
        interface.check()
        return interface
    except NoServer as unreachable:
        command = Command(urlsplit(servers.rabbitmq).username or "guest")
        try:
            command.check()
        except NoServer as refused:
            raise NoServer(f"aucun vhost ne peut être créé : {unreachable} ; {refused}") from None
        return command
