"""Refuses a request whose address is too long or whose headers are too large, before routing."""

from starlette.types import ASGIApp, Receive, Scope, Send

from shared import limits
from shared.http.answers import refused
from shared.http.problems import Problem


class Bounded:
    """In front of the application; the server itself cuts what is larger still."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if problem := too_large(scope):
            return await refused(problem)(scope, receive, send)
        await self.app(scope, receive, send)


def too_large(scope: Scope) -> Problem | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > limits.ADRESSE_HTTP.valeur:
        what = f"L'adresse et ses paramètres ont au plus {limits.ADRESSE_HTTP}."
        return Problem("AdresseTropLongue", what)
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    if headers > limits.EN_TETES_HTTP.valeur:
        what = f"Les en-têtes ont au plus {limits.EN_TETES_HTTP}, noms et valeurs ensemble."
        return Problem("EnTetesTropGrands", what)
    return None
