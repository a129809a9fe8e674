"""Les jours et les instants du calendrier (`shared.clock`), écrits en ISO 8601.

Un instant lu a un décalage fixe : ce qui s'y ajoute ensuite est du temps écoulé, même quand les
horloges changent d'heure entre les deux.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from shared.clock import FIRST, FIRST_DAY, LAST, LAST_DAY

ANNEES = "(19[0-9]{2}|2[01][0-9]{2}|2200)"
MOTIF_DU_JOUR = f"^{ANNEES}-[0-9]{{2}}-[0-9]{{2}}$"
MOTIF_DE_L_INSTANT = f"^{ANNEES}-[0-9]{{2}}-[0-9]{{2}}[Tt ]"
MOTIFS = dict.fromkeys(
    (MOTIF_DU_JOUR, MOTIF_DE_L_INSTANT), f"de {FIRST_DAY.year} à {LAST_DAY.year}"
)
"""The patterns that schemas publish, and how a page says each."""

ECRIT_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ECRIT_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+")
"""The library would also read a number of seconds, in digits or as a text."""
ATTENDU = f"attendu entre le {FIRST_DAY:%d/%m/%Y} et le {LAST_DAY:%d/%m/%Y}"


@dataclass(frozen=True)
class Jour:
    """Un jour civil ; `annonce` par l'un de nos faits, il peut être d'avant ces bornes."""

    annonce: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.no_info_before_validator_function(
            _jour_ecrit, core_schema.date_schema()
        )
        if self.annonce:
            return plain
        return core_schema.no_info_after_validator_function(jour_du_calendrier, plain)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        said = handler(schema)
        return said if self.annonce else {**said, "pattern": MOTIF_DU_JOUR}


@dataclass(frozen=True)
class Moment:
    """Un instant, avec son décalage."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        aware = core_schema.datetime_schema(tz_constraint="aware")
        plain = core_schema.no_info_before_validator_function(_instant_ecrit, aware)
        return core_schema.no_info_after_validator_function(instant_du_calendrier, plain)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": MOTIF_DE_L_INSTANT}


JourCivil = Annotated[date, Jour()]
JourAnnonce = Annotated[date, Jour(annonce=True)]
Instant = Annotated[datetime, Moment()]


def jour_du_calendrier(jour: date) -> date:
    """Ce jour ; `ValueError` s'il n'est pas du calendrier."""
    if not FIRST_DAY <= jour <= LAST_DAY:
        raise ValueError(f"jour {ATTENDU}, au lieu de « {jour} »")
    return jour


def instant_du_calendrier(instant: datetime) -> datetime:
    """Cet instant, au décalage qu'il a ; `ValueError` s'il n'est pas du calendrier."""
    if not FIRST <= instant <= LAST:
        raise ValueError(f"instant {ATTENDU}, au lieu de « {instant.isoformat()} »")
    offset = instant.utcoffset()
    assert offset is not None, "the schema refuses a naive datetime"
    return instant.replace(tzinfo=timezone(offset), fold=0)


def _jour_ecrit(valeur: Any) -> Any:
    if isinstance(valeur, str):
        lisible = ECRIT_JOUR.fullmatch(valeur) is not None
    else:
        lisible = isinstance(valeur, date) and not isinstance(valeur, datetime)
    if not lisible:
        raise PydanticCustomError("date_parsing", "Input should be a valid date")
    return valeur


def _instant_ecrit(valeur: Any) -> Any:
    ecrit = isinstance(valeur, str) and ECRIT_INSTANT.fullmatch(valeur)
    if not ecrit and not isinstance(valeur, datetime):
        raise PydanticCustomError("datetime_parsing", "Input should be a valid datetime")
    return valeur
