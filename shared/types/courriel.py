"""L'adresse électronique d'un message : celle que définit `shared.adresse`."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.adresse import AVANT_L_AROBASE, LONGUEUR, adresse_de
from shared.types.texte import Texte

MOTIF_FACULTATIF = rf"^({AVANT_L_AROBASE}@[^@\s]+\.[^@\s.]+)?$"
MOTIFS = {MOTIF_FACULTATIF: "adresse électronique, ou vide"}
"""The pattern that schemas publish, and how a page says it; a domain may have accents."""


@dataclass(frozen=True)
class Courriel:
    """Une adresse où écrire ; `vide`, elle peut n'être pas connue."""

    vide: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(strip_whitespace=True, max_length=LONGUEUR)
        before = core_schema.no_info_before_validator_function(Texte(LONGUEUR).lire, plain)
        return core_schema.no_info_after_validator_function(self._adresse, before)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        if self.vide:
            return {**handler(schema), "pattern": MOTIF_FACULTATIF}
        return {"type": "string", "format": "email"}

    def _adresse(self, texte: str) -> str:
        return "" if self.vide and not texte else adresse_de(texte)


Adresse = Annotated[str, Courriel()]
AdresseFacultative = Annotated[str, Courriel(vide=True)]
