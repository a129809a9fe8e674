"""La page des commandes : chacune sous sa rubrique, avec ses options et un exemple."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

from console.aide import EXEMPLES, RUBRIQUES, TABLEAUX
from console.codes import SENS
from console.reference.markdown import code, tableau
from console.tableaux import Modele

INTRODUCTION = (
    "# Les commandes",
    "",
    "Écrit par `france-services docs` : ne pas modifier à la main. La commande est dans "
    "`.venv/bin` une fois `make demo` ou `make test` lancé ; `france-services COMMANDE --help` "
    "montre la même chose.",
    "",
    "Une commande qui a l'option `--sortie` travaille dans le dossier d'un essai, ou, sans elle, "
    "sur les serveurs que l'environnement nomme ([réglages](reglages.md)). Un tableau est en CSV "
    "ou en XLSX : le modèle des préfets, ou les listes que publie l'agence nationale. Rejouer ou "
    "importer deux fois le même fichier ne change rien ; une ligne refusée pour une raison du "
    "moment (sa commune n'était pas chargée) est décidée de nouveau.",
)
FORMATS = (
    "## Les formats",
    "",
    "Une commande qui montre des tableaux a l'option `--format`. `table`, pour une personne, prend "
    "la largeur du terminal ; dans un fichier ou un tube, 200 colonnes, ou ce que dit `COLUMNS`. "
    "`csv` et `json`, pour un programme, sont seuls sur la sortie : l'avancement et les remarques "
    "vont sur la sortie d'erreur. Les champs de chaque tableau sont sous sa commande ; leur nom et "
    "leur sens ne changent pas, d'autres peuvent s'ajouter.",
    "",
    "- Un jour est `AAAA-MM-JJ` ; un instant est en ISO 8601, avec son décalage ; un montant est "
    "un entier de centimes d'euro (`…_centimes`) ; un nombre n'a pas de séparateur de milliers, et "
    "sa virgule est un point. Les totaux, les titres et les légendes ne sont que dans `table`.",
    "- **JSON** : en UTF-8, une liste d'objets ; un objet dont chaque tableau a son nom, quand la "
    "commande en écrit plusieurs ou dit autre chose avant. Ce qui ne se sait pas est `null` ou "
    "vide ; sans ligne, la liste est `[]`.",
    "- **CSV** : en UTF-8 sans marque, séparé par des points-virgules, comme les listes que la "
    "commande lit ; une ligne d'en-tête, même sans autre ligne. Quand une commande écrit plusieurs "
    "tableaux, le premier champ, `tableau`, nomme celui de la ligne, et les champs sont ceux de "
    "tous. Une liste est séparée par des virgules. Un texte qu'un tableur prendrait pour une "
    "formule (`=`, `+`, `-` ou `@` au début) suit une apostrophe ; un caractère qui ne se voit pas "
    "s'y écrit `<U+001B>`.",
)
CODES = (
    "## Les codes de sortie",
    "",
    "Les mêmes pour toutes les commandes.",
    "",
)
ENTETES_DES_CODES = ("code", "sens")
ENTETES = ("argument ou option", "valeur", "par défaut", "sens")
RIEN = "—"
VALEURS: dict[Any, str] = {
    str: "texte",
    int: "entier",
    Path: "chemin",
    UUID: "UUID",
    datetime: "AAAA-MM-JJ HH:MM:SS",
}
JOUR = "AAAA-MM-JJ"


@dataclass(frozen=True)
class Commande:
    """Une commande de l'aide, et les mots qui la lancent."""

    mots: str
    rubrique: str
    click: Any

    @property
    def exemples(self) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(self.click.callback, EXEMPLES, ())
        return found

    @property
    def tableaux(self) -> tuple[Modele, ...]:
        found: tuple[Modele, ...] = getattr(self.click.callback, TABLEAUX, ())
        return found


def commandes(groupe: Any, avant: str = "", rubrique: str = "") -> Iterator[Commande]:
    """Celles de l'aide, sous-commandes comprises."""
    for nom, each in groupe.commands.items():
        sienne = rubrique or each.rich_help_panel
        if hasattr(each, "commands"):
            yield from commandes(each, f"{avant}{nom} ", sienne)
        elif not each.hidden:
            yield Commande(f"{avant}{nom}", sienne, each)


def page(racine: Any) -> str:
    connues = list(commandes(racine))
    lignes = [*INTRODUCTION, "", *FORMATS, "", *CODES, *codes()]
    for rubrique in RUBRIQUES:
        lignes += ["", f"## {rubrique}"]
        for each in connues:
            if each.rubrique == rubrique:
                lignes += ["", *decrire(each)]
    return "\n".join(lignes) + "\n"


def codes() -> Iterator[str]:
    """Le tableau des codes de sortie."""
    return tableau(ENTETES_DES_CODES, [(str(each.value), sens) for each, sens in SENS.items()])


def champs(modele: Modele) -> str:
    """Ce qu'un programme lit d'un tableau."""
    return f"Champs de {code(modele.nom)} : {', '.join(map(code, modele.champs))}."


def decrire(commande: Commande) -> Iterator[str]:
    yield from (f"### {code(commande.mots)}", "")
    yield from commande.click.help.splitlines()
    yield from ("", "```sh")
    yield from (f"france-services {each}" for each in commande.exemples)
    yield "```"
    if lignes := [parametre(each, types(commande)) for each in commande.click.params]:
        yield from ("", *tableau(ENTETES, lignes))
    for modele in commande.tableaux:
        yield from ("", champs(modele))


def types(commande: Commande) -> Mapping[str, object]:
    """Par paramètre, tel que la fonction le déclare."""
    return get_type_hints(commande.click.callback, include_extras=True)


def parametre(param: Any, connus: Mapping[str, object]) -> tuple[str, ...]:
    option = param.param_type_name == "option"
    noms = [*param.opts, *param.secondary_opts] if option else [param.name.upper()]
    return ", ".join(map(code, noms)), valeur(connus[param.name]), defaut(param), param.help


def valeur(annonce: object) -> str:
    annotation, *details = get_args(annonce) if get_origin(annonce) is Annotated else (annonce,)
    choix = get_origin(annotation) is Literal
    formes = (annotation,) if choix else (*get_args(annotation), annotation)
    nu = next(each for each in formes if each is not type(None))
    if get_origin(nu) is list or get_origin(annotation) is list:
        [element] = get_args(nu) or [nu]
        return f"{_simple(element, details)}, répétable"
    return _simple(nu, details)


def _simple(kind: Any, details: list[Any]) -> str:
    if kind is bool:
        return RIEN
    if kind is datetime and any(getattr(each, "formats", None) for each in details):
        return JOUR
    if get_origin(kind) is Literal:
        return " ou ".join(map(code, get_args(kind)))
    if issubclass(kind, Enum):
        return " ou ".join(code(each.value) for each in kind)
    return VALEURS[kind]


def defaut(param: Any) -> str:
    if param.required:
        return "obligatoire"
    return RIEN if param.default in (None, False) else code(str(param.default))
