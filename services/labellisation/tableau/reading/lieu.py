"""Lire où est une structure : son département, sa commune, son code postal."""

import re

from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Regles
from shared.departements.lecture import DepartementInconnu, abreger, lire_departement
from shared.departements.table import charger_departements, de_la_commune, du_code_postal


def code_insee(saisie: Saisie, regles: Regles) -> str:
    code = _code(saisie, "commune_insee", 5)
    if not re.fullmatch(regles.motifs["commune_insee"], code):
        saisie.ecarter(
            "commune_insee",
            "code INSEE attendu : cinq caractères, par exemple 12197, 2A004 ou 97412",
        )
        return ""
    return code


def code_postal(saisie: Saisie) -> str:
    code = _code(saisie, "code_postal", 5)
    if code and not re.fullmatch("[0-9]{5}", code):
        saisie.avertir("code_postal", "code postal illisible, laissé vide : cinq chiffres attendus")
        return ""
    return code


def _code(saisie: Saisie, champ: str, longueur: int) -> str:
    """Un code que le tableur a pu prendre pour un nombre, perdant son zéro initial."""
    code = abreger(saisie.brut(champ)).removesuffix(".0")
    if re.fullmatch("[0-9]+", code) and len(code) == longueur - 1:
        saisie.avertir(champ, f"zéro initial rétabli : {code.zfill(longueur)}")
        return code.zfill(longueur)
    return code


def departement(saisie: Saisie, insee: str, postal: str) -> str:
    """Le département, qui doit être celui du code INSEE de la commune.

    Une liste officielle garde celui qu'elle dit, sauf si le code postal donne raison à la commune.
    """
    dit, faute = _dit(saisie)
    if faute:
        return _deduit(saisie, faute, insee, postal)
    if insee and dit != (attendu := de_la_commune(insee)):
        message = f"département incohérent : le code INSEE {insee} est du département {attendu}"
        if not saisie.officielle:
            saisie.rejeter("departement", message)
        else:
            dit = attendu if du_code_postal(postal) == attendu else dit
            saisie.avertir("departement", f"{message} ; retenu : {dit}")
    return dit


def _dit(saisie: Saisie) -> tuple[str, str]:
    """Le département que dit la ligne, ou pourquoi il ne se lit pas."""
    texte = saisie.texte("departement")
    if not texte:
        return "", "obligatoire : la cellule est vide"
    try:
        code = lire_departement(texte)
    except DepartementInconnu as refus:
        return "", str(refus)
    if abreger(texte).removesuffix(".0") != code:
        saisie.avertir("departement", f"zéro initial rétabli : {code}")
    return code, ""


def _deduit(saisie: Saisie, faute: str, insee: str, postal: str) -> str:
    """Une liste officielle situe encore sa ligne par la commune, puis par le code postal."""
    connus = charger_departements().par_code
    for code in (de_la_commune(insee), du_code_postal(postal)):
        if saisie.officielle and code in connus:
            saisie.avertir("departement", f"{faute} ; {code} d'après la commune ou le code postal")
            return code
    saisie.rejeter("departement", faute)
    return ""
