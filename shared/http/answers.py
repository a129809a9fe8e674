"""The answer to a question, as an HTTP response: its validator, its next page."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from shared.http.problems import CONTENT_TYPE, Problem
from shared.http.query import Asked
from shared.questions.asking import Reponse
from shared.questions.question import Question

JSON = "application/json"
FRESH = {"Cache-Control": "private, no-cache"}
NEVER_KEPT = {"Cache-Control": "no-store"}
ANSWERS = TypeAdapter(Reponse)


def answered(request: Request, question: Question, asked: Asked, answer: Reponse) -> Response:
    """The whole answer, or 304 if the client has it already."""
    body = ANSWERS.dump_json(answer)
    headers = {"ETag": validator(answer, body), **FRESH}
    if answer.suite:
        headers["Link"] = f'<{path(question)}?{asked.following(answer.suite)}>; rel="next"'
    if has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


def path(question: Question) -> str:
    return f"/v1/{question.service}/{question.name}"


def validator(answer: Reponse, body: bytes) -> str:
    """Weak: two answers that say the same have not the same bytes, as each says when it is known.

    Compression changes them too. The instant is left out where it is said first, in its own field.
    """
    said = body.replace(answer.su_le.encode(), b"", 1)
    return f'W/"{sha256(said).hexdigest()[:32]}"'


def has_it(given: str, validator: str) -> bool:
    """Whether `If-None-Match` names this validator, by the weak comparison."""
    names = [each.strip().removeprefix("W/") for each in given.split(",")]
    return names == ["*"] or validator.removeprefix("W/") in names


def refused(problem: Problem) -> Response:
    return Response(problem.body(), problem.status, {**NEVER_KEPT, **problem.headers}, CONTENT_TYPE)


def accepts(given: str) -> bool:
    """Whether `Accept` admits JSON: the most precise of its ranges decides."""
    ranges = dict(map(_range, given.split(","))) if given.strip() else {}
    known = [ranges[each] for each in (JSON, "application/*", "*/*") if each in ranges]
    return known[0] > 0 if known else not ranges


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (each.strip().lower() for each in text.split(";"))
    given: Mapping[str, Any] = dict(each.partition("=")[::2] for each in parameters)
    try:
        return name, float(given.get("q", 1))
    except ValueError:
        return name, 1.0
