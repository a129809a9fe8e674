"""Les tableaux d'une commande : des colonnes déclarées une fois, et trois façons de les écrire.

Une colonne a un nom, qui ne change plus, pour les programmes, et un titre, pour les personnes. Un
programme lit des valeurs (jours et instants en ISO 8601, montants en centimes) ; une personne lit
ce que la colonne montre.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, TypeVar, cast

from console.aide import TABLEAUX
from console.formats import Format
from console.screen import SOBRE, Ecran, Partie, Tableau, Text, console, erreurs
from shared.spreadsheet import Cell, as_csv
from shared.typographie import decimal
from shared.visible import visible

VIDE, SANS_FIN = "—", "9999"
TABLEAU = "tableau"
"""Le premier champ d'un CSV où il y a plusieurs tableaux : le nom de celui de la ligne."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Colonne:
    """Sans nom, elle n'est que pour l'écran ; sans titre, que pour un programme."""

    nom: str
    titre: str
    lire: Callable[[Any], Any]
    montrer: Callable[[Any], Partie]
    forme: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Modele:
    """Les colonnes d'un tableau, et son nom parmi ceux d'une commande."""

    nom: str
    colonnes: tuple[Colonne, ...]

    @property
    def champs(self) -> tuple[str, ...]:
        """Les noms que lit un programme."""
        return tuple(each.nom for each in self.colonnes if each.nom)

    def valeurs(self, ligne: Any) -> dict[str, Any]:
        """Ce qu'un programme lit d'une ligne."""
        return {each.nom: each.lire(ligne) for each in self.colonnes if each.nom}


@dataclass(frozen=True)
class Vue:
    """Un tableau à écrire ; totaux, titre et légende ne sont que pour l'écran.

    `rien` y remplace un tableau sans ligne ; `titres` change celui d'une colonne, par nom.
    """

    modele: Modele
    lignes: Sequence[Any]
    titre: str = ""
    totaux: Sequence[Sequence[str]] = ()
    legende: str = ""
    rien: str = ""
    titres: Mapping[str, str] = field(default_factory=dict)
    sobre: bool = False


def colonne(
    nom: str,
    titre: str = "",
    lire: Callable[[Any], Any] | None = None,
    montrer: Callable[[Any], Partie] | None = None,
    **forme: Any,
) -> Colonne:
    """Lit ce champ de la ligne, à défaut d'autre chose ; un texte vide est une valeur inconnue."""
    lue = lire or (lambda ligne: connu(ligne[nom]))
    return Colonne(nom, titre, lue, montrer or (lambda ligne: cellule(lue(ligne))), forme)


def nombre(nom: str, titre: str = "", *autres: Any, **forme: Any) -> Colonne:
    """Une colonne alignée à droite."""
    return colonne(nom, titre, *autres, justify="right", **forme)


def ecran(titre: str, montrer: Callable[[Any], Partie], **forme: Any) -> Colonne:
    """Une colonne pour l'écran seul."""
    return Colonne("", titre, lambda _: None, montrer, forme)


def brutes(*noms: str) -> tuple[Colonne, ...]:
    """Des colonnes pour un programme seul, telles qu'elles sont dans la ligne."""
    return tuple(Colonne(nom, "", itemgetter(nom), lambda _: "") for nom in noms)


def montre(modele: Modele) -> Callable[[F], F]:
    """Dit qu'une commande écrit ce tableau ; docs/commandes.md en donne les champs."""

    def noter(commande: F) -> F:
        setattr(commande, TABLEAUX, (modele, *getattr(commande, TABLEAUX, ())))
        return commande

    return noter


def remarques(format_: Format) -> Ecran:
    """Où dire une remarque, ou un avancement : hors de la sortie, si un programme la lit."""
    return console if format_ is Format.TABLE else erreurs


def ecrire(format_: Format, *vues: Vue, entete: Mapping[str, Any] | None = None) -> None:
    """Ces tableaux et rien d'autre ; `entete` est ce que le document JSON dit avant eux."""
    if format_ is Format.TABLE:
        montrer(console, vues)
    elif format_ is Format.CSV:
        console.octets(en_csv(vues).encode("utf-8", "backslashreplace"))
    else:
        console.document(en_document(vues, entete or {}))


def montrer(ecran: Ecran, vues: Iterable[Vue]) -> None:
    """Chaque tableau qui a des lignes, ou la phrase qui le remplace."""
    for vue in vues:
        if vue.lignes:
            ecran.print(en_tableau(vue))
        elif vue.rien:
            ecran.dire(vue.rien)


def en_tableau(vue: Vue) -> Tableau:
    """Du texte seul : un texte saisi n'est jamais pris pour une mise en forme."""
    sobre: dict[str, Any] = {"box": SOBRE, "padding": (0, 1, 0, 0)} if vue.sobre else {}
    titre = Text(vue.titre, "bold") if vue.titre else None
    table = Tableau(title=titre, caption=vue.legende or None, **sobre)
    montrees = [each for each in vue.modele.colonnes if each.titre]
    for each in montrees:
        table.add_column(Text(vue.titres.get(each.nom, each.titre)), **each.forme)
    for ligne in vue.lignes:
        table.add_row(*(texte(each.montrer(ligne)) for each in montrees))
    table.add_section()
    for total in vue.totaux:
        table.add_row(*map(Text, total))
    return table


def texte(partie: Partie) -> Any:
    return Text(*partie) if isinstance(partie, tuple) else texte_brut(partie)


def texte_brut(partie: Any) -> Any:
    return Text(partie) if isinstance(partie, str) else partie


def en_document(vues: Sequence[Vue], entete: Mapping[str, Any]) -> Any:
    """Les lignes d'un seul tableau ; sinon, un objet où chaque tableau a son nom."""
    tableaux = {vue.modele.nom: [*map(vue.modele.valeurs, vue.lignes)] for vue in vues}
    if len(vues) == 1 and not entete:
        return tableaux[vues[0].modele.nom]
    return {**entete, **tableaux}


def en_csv(vues: Sequence[Vue]) -> str:
    """Une ligne d'en-tête, puis celles des tableaux ; le champ `tableau` dit duquel, s'il y en a
    plusieurs, et chacune n'a que les siens."""
    champs = list(dict.fromkeys(champ for vue in vues for champ in vue.modele.champs))
    entete = [TABLEAU, *champs] if len(vues) > 1 else champs
    return as_csv(entete, lignes_du_csv(vues, entete))


def lignes_du_csv(vues: Iterable[Vue], champs: Sequence[str]) -> Iterator[list[Cell]]:
    for vue in vues:
        for ligne in vue.lignes:
            valeurs = {TABLEAU: vue.modele.nom, **vue.modele.valeurs(ligne)}
            yield [en_cellule(valeurs.get(champ)) for champ in champs]


def en_cellule(valeur: Any) -> Cell:
    """Un texte où tout se voit ; une liste de textes y est séparée par des virgules."""
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, list | dict):
        plats = isinstance(valeur, list) and all(isinstance(each, str) for each in valeur)
        valeur = ", ".join(valeur) if plats else json.dumps(valeur, ensure_ascii=False)
    return visible(valeur) if isinstance(valeur, str) else cast(Cell, valeur)


def connu(valeur: Any) -> Any:
    """None pour un texte vide."""
    return None if valeur == "" else valeur


def cellule(valeur: Any) -> str:
    """Un jour se lit à la française ; ce qui manque, ou ne finit pas, est un tiret."""
    if valeur in (None, "", SANS_FIN):
        return VIDE
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        return decimal(valeur)
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur)) or VIDE
    ecrit = str(valeur)
    return f"{date.fromisoformat(ecrit):%d/%m/%Y}" if est_un_jour(ecrit) else ecrit


def est_un_jour(ecrit: str) -> bool:
    return len(ecrit) == 10 and ecrit[4] == ecrit[7] == "-"
