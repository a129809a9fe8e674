"""Les sondes du processus de la page, sur le même port qu'elle."""

import logging

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.onboarding.inscription.web.guichet import Guichet
from services.onboarding.inscription.web.site import ABSENT
from shared.observability.redaction import summary

logger = logging.getLogger(__name__)


def sondes(guichet: Guichet) -> list[Route]:
    """`/healthz` (et `/livez`) : le processus répond ; `/readyz` : sa base aussi ; `/metrics`."""

    async def healthz(request: Request) -> Response:
        return JSONResponse({"etat": "OK"})

    async def readyz(request: Request) -> Response:
        probleme = await _probleme(guichet)
        return JSONResponse({"etat": probleme or "OK"}, 503 if probleme else 200)

    async def metrics(request: Request) -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", healthz),
        Route("/livez", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]


async def _probleme(guichet: Guichet) -> str:
    try:
        manquent = await guichet.tables_en_retard()
    except ABSENT as error:
        logger.warning("La base ne répond pas : %r", error)
        return f"base injoignable ({summary(error)})"
    return f"il manque {', '.join(manquent)} : lancez « france-services install »" * bool(manquent)
