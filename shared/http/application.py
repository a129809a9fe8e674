"""The ASGI application: it knows no service, and is given their components and their questions."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from eventsourcing import persistence
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import limits
from shared.http.answers import accepts, answered, refused
from shared.http.bounds import Bounded
from shared.http.documents import PLACE, Documents
from shared.http.entrance import Entrance
from shared.http.journal import CALL, Journal
from shared.http.problems import Problem
from shared.http.query import Asked, asked
from shared.questions.asking import QuestionIllisible, Refusee, Reponse, ask, named
from shared.questions.question import Question, Questions
from shared.questions.rights import Asker
from shared.read_model import is_away
from shared.runtime.component import Component

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "OPTIONS")
LARGE = 2_000
"""The bytes from which a body is compressed."""
JOURNAL_AWAY = (persistence.OperationalError, persistence.InterfaceError)


@dataclass(frozen=True)
class Published:
    """A service that answers."""

    component: Component
    questions: Questions


@dataclass
class Door:
    """Answers requests; the components are synchronous, and each is asked in a thread.

    A thread is not stopped when its answer is too late: the next requests wait for it to be free.
    """

    services: Mapping[str, Published]
    entrance: Entrance
    seconds: float = limits.DUREE_D_UNE_QUESTION.valeur
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(limits.QUESTIONS_A_LA_FOIS.valeur, "question")
    )

    def close(self) -> None:
        self.threads.shutdown()

    async def __call__(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return allowed()
        try:
            return await self._answer(request)
        except Exception as error:
            return refused(problem_of(error))

    async def _answer(self, request: Request) -> Response:
        asker = self._enter(request)
        published, question = self._asked(request)
        request.scope[CALL].question = question.id
        wanted = asked(question, request.scope["query_string"])
        outcome = await self._ask(published, asker, question, wanted)
        if isinstance(outcome, Refusee):
            raise Problem.of(outcome)
        return answered(request, question, wanted, outcome)

    def _enter(self, request: Request) -> Asker:
        address = request.client.host if request.client else ""
        asker = self.entrance.asker(request.headers.get("authorization", ""), address)
        request.scope[CALL].account = asker.name
        if not accepts(request.headers.get("accept", "")):
            raise Problem("FormatNonAdmis", "Les réponses sont en « application/json ».")
        return asker

    def _asked(self, request: Request) -> tuple[Published, Question]:
        name = request.path_params["service"]
        if published := self.services.get(name):
            return published, named(published.questions, request.path_params["question"])
        known = ", ".join(sorted(self.services))
        raise Problem("QuestionInconnue", f"Services qui répondent : {known or 'aucun'}.")

    async def _ask(
        self, published: Published, asker: Asker, question: Question, wanted: Asked
    ) -> Reponse | Refusee:
        page = wanted.page
        call = partial(ask, published.component, published.questions, asker, question.name)
        work = partial(copy_context().run, call, wanted.given, page.curseur, page.limite)
        future = asyncio.get_running_loop().run_in_executor(self.threads, work)
        done, _ = await asyncio.wait({future}, timeout=self.seconds)
        if not done:
            future.cancel()
            what = f"Pas de réponse en {self.seconds:g} s : restreignez la question, ou réessayez."
            raise Problem.away("ReponseTropLente", what)
        return future.result()


def application(door: Door, document: Mapping[str, Any], documents: Documents) -> Starlette:
    """`document`: the OpenAPI description that `/openapi.json` gives; `documents`: all of them."""

    async def described(request: Request) -> Response:
        return allowed() if request.method == "OPTIONS" else JSONResponse(document)

    async def healthy(request: Request) -> Response:
        return allowed() if request.method == "OPTIONS" else JSONResponse({"etat": "OK"})

    async def published(request: Request) -> Response:
        return allowed() if request.method == "OPTIONS" else await documents(request)

    made = Starlette(
        routes=[
            Route("/v1/{service}/{question}", door.__call__, methods=METHODS),
            Route("/openapi.json", described, methods=METHODS),
            Route("/healthz", healthy, methods=METHODS),
            Route(f"{PLACE}/{{document:path}}", published, methods=METHODS),
        ],
        middleware=[
            Middleware(Journal),
            Middleware(Bounded),
            Middleware(GZipMiddleware, minimum_size=LARGE, compresslevel=6),
        ],
        exception_handlers={HTTPException: no_such_route},
    )
    made.router.redirect_slashes = False  # it would send to the host that the client names
    return made


def allowed() -> Response:
    return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})


def problem_of(error: Exception) -> Problem:
    """The problem that the client gets. An unexpected error is logged, and not described to it."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QuestionIllisible):
        return Problem.unreadable(error)
    if is_away(error) or isinstance(error, JOURNAL_AWAY):
        logger.warning("Base de données injoignable : %s", error)
        return Problem.away("BaseInjoignable", "La base de données ne répond pas ; réessayez.")
    logger.error("Une question reste sans réponse", exc_info=error)
    return Problem("ErreurInterne", "Une erreur de notre part : l'exploitant la voit au journal.")


async def no_such_route(request: Request, error: Exception) -> Response:
    """404 and 405, as Starlette raises them."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        what = f"« {request.method} » n'est pas admise ici : on ne fait que lire."
        return refused(Problem("MethodeNonAdmise", what, headers={"Allow": ", ".join(METHODS)}))
    what = "Les questions sont à « /v1/<service>/<question> » ; « /openapi.json » les décrit."
    return refused(Problem("AdresseInconnue", what, headers=headers))
