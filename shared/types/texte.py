"""Les textes : d'une ligne, de plusieurs, codés ; et ceux que nos propres faits redisent.

Un texte lu est en NFC, sans blancs autour, sans caractère de contrôle ni moitié de caractère.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

CONTROLES = r"\u0000-\u001f\u007f-\u009f"
SAUTS = r"\u2028\u2029"
HORS_XML = r"\ufffe\uffff"
"""The two code points that a Word document and a web page cannot hold, besides controls."""
BLANCS = r" \u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
BLANCS += r"\u202a-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
"""Spaces, and characters that show nothing."""
DE_CONTROLE = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
"""All controls but a tabulation and a line break."""

UNE_LIGNE = f"^[^{CONTROLES}{SAUTS}{HORS_XML}]*$"
UNE_LIGNE_REMPLIE = (
    f"^[{BLANCS}]*[^{BLANCS}{CONTROLES}{SAUTS}{HORS_XML}][^{CONTROLES}{SAUTS}{HORS_XML}]*$"
)
PLUSIEURS_LIGNES = f"^[^{DE_CONTROLE}{HORS_XML}]*$"
PLUSIEURS_LIGNES_REMPLIES = (
    rf"^[{BLANCS}\t\n\r{SAUTS}]*[^{BLANCS}{CONTROLES}{SAUTS}{HORS_XML}][^{DE_CONTROLE}{HORS_XML}]*$"
)
MOTIFS = {
    UNE_LIGNE: "sur une ligne",
    UNE_LIGNE_REMPLIE: "sur une ligne, non vide",
    PLUSIEURS_LIGNES: "sur plusieurs lignes",
    PLUSIEURS_LIGNES_REMPLIES: "sur plusieurs lignes, non vide",
}
"""The patterns that schemas publish, and how a page says each."""

FIN_DE_LIGNE = re.compile("\r\n?|[\u2028\u2029]")
MOITIES = r"\ud800-\udfff"
INTERDITS = {
    True: re.compile(f"[{DE_CONTROLE}{HORS_XML}{MOITIES}]"),
    False: re.compile(f"[{CONTROLES}{SAUTS}{HORS_XML}{MOITIES}]"),
}
"""The first character that a text of several lines, or of one, cannot hold."""
INDICIBLES = INTERDITS[True]
VISIBLE = re.compile(f"[^\\s{BLANCS}]")
LONGUEUR_ANNONCEE = 20_000
"""More than any request admits: no fact that we told is longer."""


@dataclass(frozen=True)
class Texte:
    """Un texte d'une ligne, ou de plusieurs, de tant de caractères au plus ; `vide` l'admet tel.

    `contenant` est une expression rationnelle qui doit s'y trouver.
    """

    longueur: int
    lignes: bool = False
    vide: bool = False
    minimum: int = 1
    contenant: str | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(
            strip_whitespace=True,
            min_length=None if self.vide else self.minimum,
            max_length=self.longueur,
            pattern=self.contenant,
        )
        return core_schema.no_info_before_validator_function(self.lire, plain)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.motif}

    @property
    def motif(self) -> str:
        """Ce que le schéma publie : de quoi écarter, avant d'envoyer, ce que `lire` refuserait."""
        if self.contenant:
            return self.contenant
        if self.lignes:
            return PLUSIEURS_LIGNES if self.vide else PLUSIEURS_LIGNES_REMPLIES
        return UNE_LIGNE if self.vide else UNE_LIGNE_REMPLIE

    def lire(self, valeur: Any) -> Any:
        """En NFC ; `ValueError` pour un caractère interdit, ou pour un texte où rien ne se voit."""
        if not isinstance(valeur, str) or (valeur.isascii() and valeur.isprintable()):
            return valeur
        texte = unicodedata.normalize("NFC", valeur.strip())
        if self.lignes:
            texte = FIN_DE_LIGNE.sub("\n", texte)
        if interdit := INTERDITS[self.lignes].search(texte):
            raise ValueError(_interdit(interdit[0], interdit.start() + 1))
        if texte and not VISIBLE.search(texte):
            raise ValueError("texte attendu : celui-ci n'a que des caractères invisibles")
        return texte


def _interdit(signe: str, rang: int) -> str:
    quoi = "saut de ligne" if signe in "\n\r\u2028\u2029" else "caractère interdit"
    return f"{quoi} U+{ord(signe):04X} au rang {rang} : retirez-le"


@dataclass(frozen=True)
class Code:
    """Un texte d'une forme fixe, donnée par une expression rationnelle ancrée."""

    forme: str
    longueur: int | None = None
    minuscules: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.str_schema(
            pattern=self.forme, max_length=self.longueur, to_lower=self.minuscules
        )


@dataclass(frozen=True)
class Annonce:
    """Un texte redit par l'un de nos faits, ou par un serveur : admis tel qu'il fut enregistré.

    Ce qui ne peut être ni gardé ni montré y est remplacé par « � » : l'enregistrement, lui, reste.
    """

    longueur: int = LONGUEUR_ANNONCEE
    minimum: int | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(min_length=self.minimum, max_length=self.longueur)
        return core_schema.no_info_before_validator_function(dicible, plain)


def en_une_ligne(texte: str, longueur: int) -> str:
    """Ce texte, que nul ne peut corriger, tel qu'un champ d'une ligne l'admet."""
    return " ".join(INDICIBLES.sub("\N{REPLACEMENT CHARACTER}", texte).split())[:longueur].rstrip()


def dicible(valeur: Any) -> Any:
    """Ce texte, où « � » remplace ce qui ne peut être montré ; une autre valeur telle quelle."""
    if not isinstance(valeur, str) or (valeur.isascii() and valeur.isprintable()):
        return valeur
    return INDICIBLES.sub("\N{REPLACEMENT CHARACTER}", valeur)
