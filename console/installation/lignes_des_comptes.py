"""Les lignes de la table des comptes, en colonnes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from console.jours import jour
from console.tableaux import VIDE, Modele, colonne


def ou(champ: str, sinon: str) -> Callable[[Any], str]:
    """Ces noms ; « tous » là où rien ne borne."""
    return lambda ligne: ", ".join(ligne[champ]) or sinon


def etat(ligne: Any) -> str:
    return f"révoqué le {jour(ligne['revoque_le'])}" if ligne["revoque_le"] else "actif"


def fin(ligne: Any) -> str:
    """Le dernier jour : la fin est l'instant d'après."""
    if not ligne["jusqu_au"]:
        return VIDE
    dernier = datetime.fromisoformat(ligne["jusqu_au"]) - timedelta(microseconds=1)
    return jour(dernier.isoformat())


COMPTES = Modele(
    "comptes",
    (
        colonne("compte", "compte"),
        colonne("roles", "rôles"),
        colonne("depuis", "", lambda ligne: ligne["depuis"]),
        colonne("departements", "départements", None, ou("departements", "tous")),
        colonne("structures", "structures", None, ou("structures", "toutes")),
        colonne(
            "organisme",
            "organisme",
            lambda ligne: ligne["organisme"],
            lambda ligne: ligne["organisme"] or "tous",
        ),
        colonne("ecoute", "entend", None, ou("ecoute", "rien")),
        colonne("revoque_le", "état", None, etat),
    ),
)
JETONS = Modele(
    "jetons",
    (
        colonne("jeton", "jeton"),
        colonne("compte", "compte"),
        colonne("depuis", "depuis", None, lambda ligne: jour(ligne["depuis"])),
        colonne("jusqu_au", "jusqu'au", None, fin),
        colonne("etat", "état"),
    ),
)
