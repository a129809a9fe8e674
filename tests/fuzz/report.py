"""What became of the bodies of a siege, as a table."""

from rich.table import Table
from rich.text import Text

from tests.fuzz.ground import Seen

STATUSES = ("ACCEPTE", "REFUSE", "ILLISIBLE", "SANS REPONSE")


def table(title: str, seen: Seen) -> Table:
    """A line per kind of message, then their sum."""
    drawn = Table(title=Text(f"{title} : {seen.bodies} corps, {len(seen.faults)} fautes", "bold"))
    drawn.add_column("message")
    for status in STATUSES:
        drawn.add_column(status.lower(), justify="right")
    for kind, counts in sorted(seen.answers.items()):
        drawn.add_row(kind, *(str(counts[status]) for status in STATUSES))
    drawn.add_section()
    drawn.add_row("ensemble", *(str(seen.total(status)) for status in STATUSES))
    return drawn
