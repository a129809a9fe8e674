"""Les résultats de chaque panne, à l'écran et dans docs/garanties.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from shared.files import write_whole
from tests.faults.commit import Commit
from tests.faults.trial import Result

PAGE = Path(__file__).parents[2] / "docs" / "garanties.md"
COLONNES = (
    "panne",
    "ce qui est fait",
    "livraisons",
    "republiés",
    "perdus",
    "doublés",
    "désordre",
    "mis de côté",
    "rétabli en",
)


def en_clair(memoire: Mapping[str, int]) -> str:
    """La mémoire de pointe de chaque processus depuis son dernier départ, en mégaoctets."""
    return ", ".join(f"{nom} {kilo / 1024:.0f}" for nom, kilo in sorted(memoire.items()))


def details(result: Result) -> Iterator[str]:
    """Le détail de chaque faute, pour en chercher la cause."""
    findings = result.findings
    for mot, each in (
        ("perdu", findings.perdus),
        ("doublé", findings.doubles),
        ("en désordre", findings.desordre),
    ):
        yield from (f"  {mot} : {faute}\n" for faute in each)


def tableau(titre: str, results: Sequence[Result]) -> Table:
    table = Table(title=Text(titre, "bold"))
    for nom in COLONNES:
        table.add_column(nom, overflow="fold")
    for each in results:
        table.add_row(*map(Text, ligne(each)))
    return table


def ligne(result: Result) -> tuple[str, ...]:
    findings = result.findings
    chiffres = (
        findings.livraisons,
        findings.repetitions,
        len(findings.perdus),
        len(findings.doubles),
    )
    return (
        result.fault.nom,
        result.fault.fait,
        *map(str, chiffres),
        str(len(findings.desordre)) if result.fault.ordonnee else "imposé",
        str(result.morts),
        f"{result.retabli:.1f} s",
    )


def consigner(
    titre: str,
    made_at: Commit,
    results: Sequence[Result],
    temoins: Sequence[Result],
    memoire: Mapping[str, int],
) -> None:
    """Une section par couple de serveurs ; celle du même couple est remplacée."""
    section = "\n".join(
        [
            f"## {titre}",
            "",
            made_at.en_francais(),
            "",
            *en_markdown(results),
            "",
            f"Mémoire de pointe, en Mo : {en_clair(memoire)}.",
            "",
            "Le vérificateur, quand une garantie est ôtée :",
            "",
            *en_markdown(temoins),
            "",
        ]
    )
    page = PAGE.read_text(encoding="utf-8")
    others = re.sub(rf"## {re.escape(titre)}\n.*?(?=\n## |\Z)", "", page, flags=re.S).rstrip()
    write_whole(PAGE, f"{others}\n\n{section}".encode())


def en_markdown(results: Sequence[Result]) -> Iterator[str]:
    yield "| " + " | ".join(COLONNES) + " |"
    yield "|" + "---|" * len(COLONNES)
    for each in results:
        yield "| " + " | ".join(ligne(each)) + " |"
