"""The errors that clients get, in French, as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from pydantic import TypeAdapter

from shared.http.refusals import status_of, title_of
from shared.questions.asking import QuestionIllisible, Refusee
from shared.rules.faults import Fault

CONTENT_TYPE = "application/problem+json"
PROBLEMS = "https://france-services.example/contrats/problemes/"
"""The names of the kinds of problems; nothing need answer there (ADR 0041)."""
CHALLENGE = 'Bearer realm="france-services"'
SOON = 5
"""The seconds after which to try again what a server that is away could not answer."""
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Probleme:
    """Pourquoi la question n'a pas de réponse (RFC 9457) ; `fautes` dit chaque champ en cause."""

    type: str
    title: str
    status: int
    detail: str
    fautes: Sequence[Fault]


BODIES = TypeAdapter(Probleme)


class Problem(Exception):
    """Ends a request; `code` names its kind, as over AMQP."""

    def __init__(
        self,
        code: str,
        detail: str,
        fautes: Sequence[Fault] = (),
        headers: Mapping[str, str] = NONE,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.fautes, self.headers = code, detail, fautes, headers

    @classmethod
    def of(cls, refused: Refusee) -> "Problem":
        """The same text as over AMQP."""
        return cls(refused.code, refused.detail, refused.fautes)

    @classmethod
    def unreadable(cls, error: QuestionIllisible) -> "Problem":
        return cls(error.code, str(error), error.fautes)

    @classmethod
    def too_many(cls, detail: str, wait: float) -> "Problem":
        return cls("TropDeQuestions", detail, headers=retry(wait))

    @classmethod
    def unauthenticated(cls, code: str, detail: str) -> "Problem":
        known = "" if code == "JetonAbsent" else ', error="invalid_token"'
        return cls(code, detail, headers={"WWW-Authenticate": CHALLENGE + known})

    @classmethod
    def away(cls, code: str, detail: str) -> "Problem":
        return cls(code, detail, headers=retry(SOON))

    @property
    def status(self) -> int:
        return status_of(self.code)

    def body(self) -> bytes:
        name, title = PROBLEMS + self.code, title_of(self.code)
        return BODIES.dump_json(Probleme(name, title, self.status, self.detail, self.fautes))


def retry(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(ceil(seconds))}
