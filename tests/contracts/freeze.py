"""`python -m tests.contracts.freeze` freezes the first version of each message not yet frozen.

A later version of a message is frozen by hand, under a name that says what is new in it.
"""

from shutil import copyfile

from tests.contracts.published_schemas import DOCS, FROZEN, PUBLISHED

if __name__ == "__main__":
    known = {stem.partition(".")[0] for stem in FROZEN}
    for schema in sorted((DOCS / "schemas").glob("*.json")):
        if schema.stem not in known:
            copyfile(schema, PUBLISHED / f"{schema.stem}.v1.json")
            print(f"{schema.stem}.v1.json")
