"""The HTTP interface of RabbitMQ's administration."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Management:
    """Asks in the name of an account; `patience`, in seconds, bounds each request."""

    address: str
    account: str
    password: str = field(repr=False)
    patience: float

    def ask(self, method: str, page: str, body: Any = None) -> Any:
        """The content of the answer, or None; raises what `urlopen` does, or ValueError."""
        token = b64encode(f"{self.account}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/{page}", content, headers, method=method)
        with urlopen(request, timeout=self.patience) as answer:
            return json.loads(answer.read() or b"null")


def page_of(*path: str) -> str:
    """The page of an object, each part escaped: `users`, `prefecture-15`."""
    return "/".join(quote(part, safe="") for part in path)
