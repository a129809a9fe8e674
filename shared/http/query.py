"""The parameters of a question in the query string: scalars, and lists by repeating a name."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.limits import PAR_PAGE
from shared.questions.asking import QuestionIllisible
from shared.questions.question import Parametres, Question
from shared.rules.faults import NAME, Fault, faults, to_its_author

UNREADABLE = "ParametresIllisibles"
INTEGER = re.compile(r"-?[0-9]{1,18}")
"""An integer, as a query string writes it; the question refuses any other text in its place."""
FIELDS = 100
"""The parameters of a query at most."""


class Page(BaseModel):
    """Quelle page d'une liste : `curseur`, la `suite` de la précédente ; `limite` éléments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    curseur: str | None = None
    limite: Annotated[int, Field(ge=1, le=PAR_PAGE.valeur)] = PAR_PAGE.valeur


@dataclass(frozen=True)
class Asked:
    """A query string, read: the parameters of the question, the page, and all its pairs."""

    given: Mapping[str, Any]
    page: Page
    pairs: Sequence[tuple[str, str]]

    def following(self, cursor: str) -> str:
        """The query string of the next page."""
        kept = [(name, value) for name, value in self.pairs if name != "curseur"]
        return urlencode([*kept, ("curseur", cursor)])


def asked(question: Question, query: bytes) -> Asked:
    """Raises QuestionIllisible for what is no query string, or a wrong page."""
    pairs = read(query)
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    paging = Page.model_fields if paged(question) else {}
    own = {name for name in paging if name not in question.parameters.model_fields}
    admitted = types(question.parameters)
    given = {n: of(n, values[n], admitted.get(n, ())) for n in values if n not in own}
    return Asked(given, page({name: of(name, values[name]) for name in own & {*values}}), pairs)


def paged(question: Question) -> bool:
    """True if its answer is a list, given page by page."""
    return question.in_pages


def read(query: bytes) -> list[tuple[str, str]]:
    """Raises QuestionIllisible for what is not UTF-8, and for a NUL, which no database keeps."""
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )
    except ValueError as error:
        raise QuestionIllisible(UNREADABLE, "Les paramètres ne sont pas en UTF-8.") from error
    for name, value in pairs:
        if "\0" in name + value:
            raise wrong(name.replace("\0", "?"), "nul", "texte attendu, sans caractère nul")
    return pairs


@cache
def types(parameters: type[Parametres]) -> Mapping[str, Collection[str]]:
    """The JSON types of each parameter; kept, as writing the schema takes longer than most answers.

    A parameter that may be left out has two: `null` is one of them.
    """
    properties = parameters.model_json_schema().get("properties", {})
    return {
        name: {kind["type"] for kind in (each, *each.get("anyOf", ())) if "type" in kind}
        for name, each in properties.items()
    }


def of(name: str, values: list[str], admitted: Collection[str] = ()) -> str | int | list[str]:
    """The list of a name that is one; else its only value."""
    if "array" in admitted:
        return values
    if len(values) > 1:
        raise wrong(name, "repeated", "donné une seule fois")
    [value] = values
    return int(value) if "integer" in admitted and INTEGER.fullmatch(value) else value


def page(given: Mapping[str, Any]) -> Page:
    try:
        return Page.model_validate(given)
    except ValidationError as error:
        raise QuestionIllisible(UNREADABLE, to_its_author(error), faults(error)) from error


def wrong(name: str, rule: str, expected: str) -> QuestionIllisible:
    field = name[:NAME]
    return QuestionIllisible(UNREADABLE, f"{field} : {expected}", [Fault(field, rule, expected)])
