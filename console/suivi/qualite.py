"""L'indicateur de satisfaction des structures, tel qu'à la dernière réponse (A-027, X-06)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.jours import jour
from console.screen import SOBRE, Tableau, Text
from services.audit.enquetes.questions import PUBLICS
from shared.typographie import decimal

COLONNES = (
    *("dép.", "structure", "année", "public", "rép."),
    *("note", "renvois", "dernière", "campagne"),
)
RIEN = "—"
LEGENDE = (
    "rép. : combien de réponses, la dernière ; note sur 10 et part de renvois ailleurs : refaites "
    "à chaque réponse ; « — » : nul n'en a rien dit"
)


def tableau(indicateurs: Sequence[Mapping[str, Any]]) -> Tableau:
    titre = Text("Satisfaction", "bold")
    table = Tableau(title=titre, box=SOBRE, padding=(0, 1, 0, 0), caption=LEGENDE)
    for nom in COLONNES:
        table.add_column(nom, no_wrap=nom != "structure")
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
    yield jour(indicateur["derniere_le"]) if indicateur["derniere_le"] else RIEN
    yield "ouverte" if indicateur["etat"] == "OUVERTE" else "close"
