"""`python -m tests.contracts.freeze` freezes the first version of each message not yet frozen.

A later version of a message is frozen by hand, under a name that says what is new in it; one that
changes every message, by `python -m tests.contracts.freeze NAME`.
"""

import sys
from collections.abc import Iterator
from shutil import copyfile

from tests.contracts.published_schemas import DOCS, FROZEN, PUBLISHED, is_frozen


def to_freeze(name: str) -> Iterator[tuple[str, str]]:
    """The messages that are not frozen as they are, and the version under which they will be."""
    known = {stem.partition(".")[0] for stem in FROZEN}
    for schema in sorted((DOCS / "schemas").glob("*.json")):
        if schema.stem not in known:
            yield schema.stem, f"{schema.stem}.v1"
        elif name and not is_frozen(schema.stem):
            yield schema.stem, f"{schema.stem}.v1-{name}"


if __name__ == "__main__":
    for message, version in to_freeze("".join(sys.argv[1:])):
        copyfile(DOCS / "schemas" / f"{message}.json", PUBLISHED / f"{version}.json")
        print(f"{version}.json")
