"""Which code runs: the number of its version, and its revision in the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Version:
    number: str
    revision: str

    def __str__(self) -> str:
        return f"{self.number} ({self.revision})"


def running(options: Mapping[str, str]) -> Version:
    """The version of the installed package, and the revision that the image gives."""
    return Version(version("france-services"), options["FRANCE_SERVICES_REVISION"])
