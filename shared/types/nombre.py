"""Les nombres : entiers et réels, bornés ; un texte ou un vrai ou faux n'en est pas un.

Comme pour un schéma JSON, `3.0` est l'entier 3.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

ENTIER_DE_BASE = 2_147_483_647
"""The greatest number that a column INTEGER of PostgreSQL holds."""
GRAND_ENTIER = 999_999_999_999_999
"""Within a column BIGINT, and exact in every reader of JSON."""

VraiOuFaux = Annotated[bool, Strict()]
"""`true` ou `false`, et rien qui leur ressemble."""


@dataclass(frozen=True)
class Entier:
    """Un nombre entier, bornes comprises."""

    minimum: int
    maximum: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.int_schema(ge=self.minimum, le=self.maximum)
        return core_schema.no_info_before_validator_function(_entier, plain)


@dataclass(frozen=True)
class Reel:
    """Un nombre réel fini ; bornes comprises, s'il en a."""

    minimum: float | None = None
    maximum: float | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.float_schema(ge=self.minimum, le=self.maximum, allow_inf_nan=False)
        return core_schema.no_info_before_validator_function(_reel, plain)


def _entier(valeur: Any) -> Any:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return valeur


def _reel(valeur: Any) -> Any:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    return valeur
