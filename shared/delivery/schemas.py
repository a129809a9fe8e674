"""The URI of each published schema: where this installation serves it (ADR 0041)."""

from dataclasses import dataclass

ADDRESS = "https://france-services.example/contrats"
"""The default, which nothing serves: `.example` is nobody's."""


@dataclass
class Documents:
    """Where the published documents are; a process is told so once, as it starts."""

    address: str = ADDRESS


DOCUMENTS = Documents()


def schema_uri(name: str) -> str:
    """The `$id` of the published schema of a message, by its routing key."""
    return f"{DOCUMENTS.address}/schemas/{name}.json"
