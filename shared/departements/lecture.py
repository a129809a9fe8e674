"""Lire le code d'un département, partout de la même façon : commande, tableau, message, compte."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from shared.departements.table import charger_departements
from shared.refusal import RefusDefinitif
from shared.types.codes import CodeDepartement


class DepartementInconnu(RefusDefinitif):
    """Ce code n'est celui d'aucun département ni d'aucune collectivité d'outre-mer."""


def lire_departement(texte: str) -> str:
    """Le code : « 1 » et « 01.0 » sont 01, « 2b » est 2B ; lève `DepartementInconnu`."""
    code = abreger(texte).removesuffix(".0")
    code = code.zfill(2) if code.isdecimal() else code
    connus = charger_departements()
    if code in connus.par_code:
        return code
    raise DepartementInconnu(f"département inconnu : « {texte.strip()} » {_remede(code)}")


def lire_s_il_est_dit(texte: str | None) -> str | None:
    """Le code d'une question où le département peut ne pas être dit."""
    return lire_departement(texte) if texte else None


def abreger(texte: str) -> str:
    """Un code sans blanc, en capitales."""
    return "".join(texte.split()).upper()


def _remede(code: str) -> str:
    table = charger_departements()
    if noms := [table.designer(each) for each in table.remplaces.get(code, ())]:
        choix = " ou ".join(f"{each.code} ({each.nom})" for each in noms)
        return f"n'a plus cours ; écrivez {choix}"
    return "; attendu : un code comme 01, 2A, 974 ou 978"


def lu_dans_un_message(valeur: Any) -> Any:
    """The code that a message gives; what is not text is left to the contract, which refuses it."""
    if not isinstance(valeur, str):
        return valeur
    try:
        return lire_departement(valeur)
    except DepartementInconnu as refus:
        raise ValueError(str(refus)) from refus


DepartementConnu = Annotated[CodeDepartement, BeforeValidator(lu_dans_un_message)]
"""Le code d'un département, dans une demande ou la table des comptes ; un fait ancien peut en avoir
un que rien ne connaît plus : il n'en a que la forme (`CodeDepartement`)."""
