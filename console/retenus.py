"""Les messages retenus, en tableaux."""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from console.history import jour
from shared.letters import from_row

Ligne = dict[str, Any]

ETATS = {"EN_ATTENTE": "en attente", "MORT": "mis de côté", "ECARTE": "écarté"}


def fiche(service: str, ligne: Ligne) -> Table:
    """Un message en entier."""
    lettre = from_row(ligne)
    table = Table(title=Text(f"Message {ligne['cle']}", "bold"), show_header=False)
    for nom, valeur in {
        "service": service,
        "file": ligne["file"],
        "type": ligne["type"],
        "structure": ligne["sujet"] or "—",
        "état": ETATS[ligne["etat"]],
        "cause": ligne["cause"],
        "erreur": ligne["erreur"] or "—",
        "tentatives": f"{ligne['tentatives']} (livré {ligne['vus']} fois)",
        "premier échec": ligne["premier_echec"],
        "dernier échec": ligne["dernier_echec"],
        "prochain essai": ligne["prochain_essai"] if ligne["etat"] == "EN_ATTENTE" else "aucun",
        "réponse à": lettre.reply_to or "—",
        "en-têtes": json.dumps(lettre.headers, ensure_ascii=False, indent=2),
        "corps": corps_lisible(lettre.body),
    }.items():
        table.add_row(nom, Text(str(valeur)))
    return table


def tableau(lignes: Iterable[Ligne]) -> Table:
    table = Table(title=Text("Messages retenus", "bold"))
    table.add_column("clé", no_wrap=True)
    for nom in ("service", "type", "structure", "état", "cause", "erreur", "essais", "depuis"):
        table.add_column(nom, overflow="fold")
    for ligne in lignes:
        table.add_row(*map(Text, colonnes(ligne)))
    return table


def colonnes(ligne: Ligne) -> tuple[str, ...]:
    """Une clé abrégée suffit à désigner un message."""
    return (
        ligne["cle"][:8],
        ligne["service"],
        ligne["type"],
        ligne["sujet"][:8],
        ETATS[ligne["etat"]],
        ligne["cause"],
        ligne["erreur"][:120],
        str(ligne["tentatives"]),
        jour(ligne["premier_echec"]),
    )


def groupes(lignes: Iterable[Ligne]) -> Table:
    """Une ligne par service, type et cause ; le plus ancien dit depuis quand."""
    table = Table(title=Text("Messages retenus, par cause", "bold"))
    for nom in ("service", "type", "cause", "messages", "depuis", "exemple"):
        table.add_column(nom, overflow="fold")

    def groupe(ligne: Ligne) -> tuple[str, str, str]:
        return ligne["service"], ligne["type"], ligne["cause"]

    for cle, ensemble in groupby(sorted(lignes, key=groupe), key=groupe):
        siennes = list(ensemble)
        depuis = jour(min(ligne["premier_echec"] for ligne in siennes))
        exemple = siennes[0]["erreur"][:120]
        table.add_row(*map(Text, (*cle, str(len(siennes)), depuis, exemple)))
    return table


def corps_lisible(corps: bytes) -> str:
    """Du JSON mis en forme, sinon du texte, sinon des octets."""
    try:
        return json.dumps(json.loads(corps), ensure_ascii=False, indent=2)
    except ValueError:
        return corps.decode("utf-8", errors="backslashreplace")
