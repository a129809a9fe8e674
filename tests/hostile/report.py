"""Les tentatives, à l'écran et dans docs/hostilites.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from shared.files import write_whole
from shared.typographie import decimal
from tests.faults.commit import Commit
from tests.hostile.trial import MEMORY_LIMIT, Seen
from tests.hostile.witness import LIMIT

PAGE = Path(__file__).parents[2] / "docs" / "hostilites.md"
COLUMNS = (
    "tentative",
    "compte",
    "ce qui est fait",
    "ce qu'il a vu",
    "attente d'un autre",
    "perdus",
    "doublés",
    "désordre",
    "arrêts",
    "mémoire",
)
INTRODUCTION = f"""# Ce qu'un partenaire hostile ne peut pas faire

Écrite par `make hostile`. Chaque ligne est une tentative, faite avec le vrai compte d'un
partenaire sur de vrais serveurs, pendant qu'une structure va de sa remontée à ses accès et qu'un
autre partenaire demande sans cesse. Une ligne tient si le compte a vu un refus attendu, si l'autre
partenaire a attendu {LIMIT:.0f} s au plus, si nul fait n'est perdu, doublé ou désordonné, si aucun
processus ne s'est arrêté, et si chacun est resté sous {MEMORY_LIMIT // 1024} Mo.
"""


def table(title: str, all_seen: Sequence[Seen]) -> Table:
    drawn = Table(title=Text(title, "bold"))
    for name in COLUMNS:
        drawn.add_column(name, overflow="fold")
    for seen in all_seen:
        drawn.add_row(*map(Text, row(seen)), style=None if seen.held else "red")
    return drawn


def row(seen: Seen) -> tuple[str, ...]:
    findings = seen.findings
    return (
        seen.attempt.name,
        seen.attempt.account,
        seen.attempt.tried,
        seen.answer if seen.answer in seen.attempt.expected else f"{seen.answer} (inattendu)",
        f"{decimal(round(seen.wait, 2))} s",
        str(len(findings.perdus)),
        str(len(findings.doubles)),
        str(len(findings.desordre)),
        str(seen.deaths),
        f"{seen.memory / 1024:.0f} Mo",
    )


def written(title: str, made_at: Commit, all_seen: Sequence[Seen]) -> None:
    """Write the page; the last run replaces the former."""
    lines = [INTRODUCTION, f"## {title}", "", made_at.en_francais(), "", *as_markdown(all_seen), ""]
    write_whole(PAGE, "\n".join(lines).encode())


def as_markdown(all_seen: Sequence[Seen]) -> Iterator[str]:
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for seen in all_seen:
        yield "| " + " | ".join(row(seen)) + " |"
