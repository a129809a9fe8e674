"""Une commande mal tapée, dite en une phrase : quel mot, ce qui est attendu, où lire la suite."""

import re
from typing import Any

from pydantic import ValidationError
from typer import TyperException

from shared.rules.faults import A_DAY

ATTENDUS = {
    "int": "un nombre entier",
    "uuid": "un identifiant UUID",
    "%Y-%m-%d": A_DAY,
    "datetime": "un instant, AAAA-MM-JJ HH:MM:SS",
}
CITE = re.compile(r"""(?P<bord>['"])(?P<mot>.+?)(?P=bord)(?=$|[.])|[(](?P<trop>[^()]+)[)]$""")
AIDE = "NoArgsIsHelpError"
"""Rien n'était demandé : l'aide vient d'être montrée."""


def phrase(error: TyperException) -> str:
    """Vide s'il n'y a rien à dire de plus que l'aide."""
    nature = type(error).__name__
    if nature == AIDE:
        return ""
    dite = PHRASES.get(nature, _autre)(error)
    return f"{dite} « {_commande(error)} --help » montre ce qui se tape."


def _manque(error: Any) -> str:
    return f"Il manque {_nom(error)}."


def _inconnue(error: Any) -> str:
    proches = ", ".join(error.possibilities or ())
    suite = f" (proches : {proches})" if proches else ""
    return f"L'option {error.option_name} n'existe pas{suite}."


def _mal_employee(error: Any) -> str:
    veut = "n'a pas de valeur" if "not take" in error.message else "veut une valeur"
    return f"L'option {error.option_name} {veut}."


def _refusee(error: Any) -> str:
    if type(error.__cause__) is ValueError:  # ours, which says what is wrong
        return f"Valeur refusée pour {_nom(error)} : {error.message}"
    return f"Valeur refusée pour {_nom(error)}{_donnee(error)} : il faut {_attendu(error)}."


def _autre(error: Any) -> str:
    """Un mot de trop, ou une commande qui n'existe pas : la phrase de typer le cite."""
    cite = CITE.search(error.message)
    mot = (cite["mot"] or cite["trop"]) if cite else error.message
    return f"« {mot} » n'est pas attendu ici."


PHRASES = {
    "MissingParameter": _manque,
    "NoSuchOption": _inconnue,
    "BadOptionUsage": _mal_employee,
    "BadParameter": _refusee,
}


def _nom(error: Any) -> str:
    if error.param is None:
        return "un argument"
    if error.param.param_type_name == "option":
        return str(error.param.opts[0])
    return str(error.param.name).upper()


def _donnee(error: Any) -> str:
    """« 3 », telle qu'elle fut tapée, si l'erreur la cite."""
    if not isinstance(error.__cause__, ValidationError):
        return ""
    return f", « {error.__cause__.errors()[0]['input']} »"


def _attendu(error: Any) -> str:
    if error.param is None or error.ctx is None:
        return "une autre valeur"
    forme = str(error.param.display_type(error.ctx)).strip("<>")
    forme = forme.removeprefix("list[").removesuffix("]")
    if forme.endswith(" range"):
        return f"un nombre entier, {_bornes(error.param)}"
    return ATTENDUS.get(forme.lower() if forme.isalpha() else forme, forme.replace("|", " ou "))


def _bornes(param: Any) -> str:
    bornes = param.type_descriptor.parameter_info
    if bornes.max is None:
        return f"{bornes.min} au moins"
    return f"de {bornes.min} à {bornes.max}"


def _commande(error: Any) -> str:
    return str(error.ctx.command_path) if getattr(error, "ctx", None) else "france-services"
