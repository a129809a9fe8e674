"""Ce que chaque panne a donné : à l'écran, et dans docs/garanties.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from shared.files import write_whole
from tests.faults.commit import Commit
from tests.faults.epreuve import Resultat

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
    """The most that each process held since it last started."""
    return ", ".join(f"{nom} {kilo / 1024:.0f}" for nom, kilo in sorted(memoire.items()))


def details(resultat: Resultat) -> Iterator[str]:
    """What was wrong, for whoever must find out why."""
    constat = resultat.constat
    for mot, each in (
        ("perdu", constat.perdus),
        ("doublé", constat.doubles),
        ("en désordre", constat.desordre),
    ):
        yield from (f"  {mot} : {said}\n" for said in each)


def tableau(titre: str, resultats: Sequence[Resultat]) -> Table:
    table = Table(title=Text(titre, "bold"))
    for nom in COLONNES:
        table.add_column(nom, overflow="fold")
    for each in resultats:
        table.add_row(*map(Text, ligne(each)))
    return table


def ligne(resultat: Resultat) -> tuple[str, ...]:
    constat = resultat.constat
    chiffres = (constat.livraisons, constat.repetitions, len(constat.perdus), len(constat.doubles))
    return (
        resultat.panne.nom,
        resultat.panne.fait,
        *map(str, chiffres),
        str(len(constat.desordre)) if resultat.panne.ordonnee else "imposé",
        str(resultat.morts),
        f"{resultat.retabli:.1f} s",
    )


def consigner(
    titre: str,
    au: Commit,
    resultats: Sequence[Resultat],
    temoins: Sequence[Resultat],
    memoire: Mapping[str, int],
) -> None:
    """Une section par couple de serveurs ; celle du même couple est remplacée."""
    section = "\n".join(
        [
            f"## {titre}",
            "",
            au.en_francais(),
            "",
            *en_markdown(resultats),
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


def en_markdown(resultats: Sequence[Resultat]) -> Iterator[str]:
    yield "| " + " | ".join(COLONNES) + " |"
    yield "|" + "---|" * len(COLONNES)
    for each in resultats:
        yield "| " + " | ".join(ligne(each)) + " |"
