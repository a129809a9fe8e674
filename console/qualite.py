"""L'indicateur de satisfaction des structures, tel qu'à la dernière réponse (A-027, X-06)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from services.audit.qualite.campagne import PUBLICS
from shared.clock import PARIS
from shared.typographie import decimal

COLONNES = (
    *("dép.", "structure", "année", "public", "réponses", "note /10", "renvoyés"),
    *("dernière réponse", "questionnaire", "campagne"),
)
RIEN = "—"
LEGENDE = "note, renvoyés ailleurs : refaits à chaque réponse ; « — » : nul n'en a rien dit"


def tableau(indicateurs: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=Text("Satisfaction", "bold"), box=SIMPLE_HEAD, caption=LEGENDE)
    for nom in COLONNES:
        table.add_column(nom, overflow="fold")
    for each in indicateurs:
        table.add_row(*map(Text, cellules(each)))
    return table


def cellules(indicateur: Mapping[str, Any]) -> Iterator[str]:
    note, renvoyes = indicateur["note"], indicateur["reorientation"]
    yield indicateur["departement"]
    yield indicateur["nom"]
    yield str(indicateur["annee"])
    yield PUBLICS[indicateur["public"]]
    yield str(indicateur["reponses"])
    yield RIEN if note is None else decimal(note)
    yield RIEN if renvoyes is None else f"{decimal(renvoyes)} %"
    yield fraicheur(indicateur["derniere_le"])
    yield indicateur["questionnaire"]
    yield "ouverte" if indicateur["etat"] == "OUVERTE" else "close"


def fraicheur(iso: str) -> str:
    """À la minute, heure de Paris."""
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y %H:%M}" if iso else RIEN
