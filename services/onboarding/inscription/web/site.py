"""Le site : ce que chaque page reçoit, et ce que chacune rend."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.onboarding.inscription.web import formulaires
from services.onboarding.inscription.web.formulaires import Formulaire, FormulaireIllisible
from services.onboarding.inscription.web.freins import Freins, reseau
from services.onboarding.inscription.web.guichet import Guichet
from services.onboarding.inscription.web.rendu import page
from services.onboarding.inscription.web.session import Session, Sessions
from shared.delivery.reception import INFRASTRUCTURE
from shared.liens import Signature
from shared.observability.metrics import PAGES
from shared.rate_limit import RateLimit

logger = logging.getLogger(__name__)

RACINE = "/inscription"
ABSENT = (*INFRASTRUCTURE, TimeoutError)
"""Ce que lève une base qui ne répond pas."""


class Arret(Exception):
    """La page demandée ne peut être servie : en voici une autre, qui dit pourquoi."""

    def __init__(self, gabarit: str, statut: int, attendre: float = 0.0, **dit: Any) -> None:
        super().__init__(gabarit)
        self.gabarit, self.statut, self.attendre, self.dit = gabarit, statut, attendre, dit


@dataclass(frozen=True)
class Site:
    """Ce dont toute page a besoin."""

    guichet: Guichet
    sessions: Sessions
    signature: Signature
    freins: Freins


@dataclass
class Visite:
    """Une demande d'un navigateur, et sa session ; chaque réponse la prolonge."""

    site: Site
    request: Request
    session: Session

    def page(self, gabarit: str, statut: int = 200, **dit: Any) -> Response:
        commun = {
            "racine": RACINE,
            "jeton_du_formulaire": self.site.sessions.jeton(self.session),
            "dans_la_session": self.session.label_id is not None,
        }
        return self._garder(HTMLResponse(page(gabarit, {**commun, **dit}), statut))

    def vers(self, chemin: str) -> Response:
        return self._garder(RedirectResponse(f"{RACINE}{chemin}", 303))

    def freiner(self, frein: RateLimit, cle: str) -> None:
        """Lève `Arret` si c'en est trop."""
        if attendre := frein.wait(cle):
            raise Arret("trop", 429, attendre)

    def freiner_le_reseau(self, frein: RateLimit) -> None:
        client = self.request.client
        self.freiner(frein, reseau(client.host if client else ""))

    async def formulaire(self) -> Formulaire:
        """Lève `Arret` s'il est illisible, ou ne vient pas d'une page de cette session."""
        try:
            lu = await formulaires.lire(self.request)
        except FormulaireIllisible as error:
            raise Arret("illisible", 400) from error
        if not self.site.sessions.admet(self.session, lu.get("jeton_du_formulaire", "")):
            raise Arret("etranger", 403)
        if self.session.label_id:
            self.freiner(self.site.freins.gestes, str(self.session.label_id))
        return lu

    def _garder(self, reponse: Response) -> Response:
        self.site.sessions.ecrire(reponse, self.session)
        return reponse


Servir = Callable[[Visite], Awaitable[Response]]


def servie(site: Site, nom: str, servir: Servir) -> Callable[[Request], Awaitable[Response]]:
    """Cette page, mesurée et freinée ; une panne a la sienne. Le journal ne dit que son nom."""

    async def repondre(request: Request) -> Response:
        debut = perf_counter()
        reponse = await _repondre(
            Visite(site, request, site.sessions.lire(request.cookies)), servir
        )
        duree = perf_counter() - debut
        PAGES.labels(nom, str(reponse.status_code)).observe(duree)
        logger.info("%s %s : %d", request.method, nom, reponse.status_code)
        return reponse

    return repondre


async def _repondre(visite: Visite, servir: Servir) -> Response:
    try:
        visite.freiner_le_reseau(visite.site.freins.pages)
        return await servir(visite)
    except Arret as arret:
        return _arretee(visite, arret)
    except ABSENT as error:
        logger.warning("Le service ne répond pas : %r", error)
        return _arretee(visite, Arret("absent", 503, 30.0))
    except Exception as error:
        logger.exception("La page n'a pu être servie : %r", error)
        return visite.page("panne", 500)


def _arretee(visite: Visite, arret: Arret) -> Response:
    reponse = visite.page(arret.gabarit, arret.statut, **arret.dit)
    if arret.attendre:
        reponse.headers["Retry-After"] = str(int(arret.attendre) + 1)
    return reponse
