"""Les sondes de la page : une pour le mandataire qui est devant, les autres sur HTTP_PORT."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.onboarding.inscription.web.guichet import Guichet
from shared.runtime.probes.health import SECONDS, Check, in_time, of_the_database


async def healthz(request: Request) -> Response:
    """Le processus répond."""
    return JSONResponse({"etat": "OK"})


def controles(guichet: Guichet, secondes: float = SECONDS) -> dict[str, Check]:
    """Prête si sa base l'est, et si le fil qui parle au service n'est pas bloqué."""
    base = of_the_database(guichet.ouvert.component)
    return {**base, "service": in_time(guichet.attendre_son_tour, secondes)}
