"""L'application ASGI de la page d'inscription."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from services.onboarding.inscription.web import liens, parcours
from services.onboarding.inscription.web.freins import Freins
from services.onboarding.inscription.web.guichet import Guichet
from services.onboarding.inscription.web.rendu import style
from services.onboarding.inscription.web.session import Sessions
from services.onboarding.inscription.web.site import RACINE, Arret, Servir, Site, Visite, servie
from services.onboarding.inscription.web.sondes import healthz
from shared.liens import Signature
from shared.security_headers import App, SecurityHeaders

LUES: dict[str, Servir] = {
    "": liens.accueil,
    "/lien": liens.lien,
    "/lien/envoye": liens.envoye,
    "/nouveau-lien": liens.nouveau_lien,
    "/nouveau-lien/demande": liens.demande,
    "/structure": parcours.structure,
    "/agents": parcours.agents,
    "/suite": parcours.suite,
}
ENVOYEES: dict[str, Servir] = {
    "/lien": liens.redemander,
    "/nouveau-lien": liens.demander_un_lien,
    "/structure": parcours.creer_le_compte,
    "/agents": parcours.inscrire_les_agents,
    "/quitter": liens.quitter,
}


def application(guichet: Guichet, secret: str, tls: bool, freins: Freins) -> App:
    """`secret` signe les liens, les sessions et les formulaires ; `tls` : la page est en https."""
    sessions = Sessions(secret, tls, guichet.maintenant)
    site = Site(guichet, sessions, Signature(secret), freins)
    routes: list[BaseRoute] = [Route("/healthz", healthz), Route(f"{RACINE}/style.css", _style)]
    routes += [_route(site, chemin, servir, "GET") for chemin, servir in LUES.items()]
    routes += [_route(site, chemin, servir, "POST") for chemin, servir in ENVOYEES.items()]
    routes.append(Route(f"{RACINE}/{{jeton}}", servie(site, "jeton", liens.ouvrir)))
    inconnue = servie(site, "inconnue", _inconnue)
    routes.append(Route("/{reste:path}", inconnue, methods=["GET", "POST"]))
    return SecurityHeaders(Starlette(routes=routes), tls)


def _route(site: Site, chemin: str, servir: Servir, methode: str) -> Route:
    nom = chemin.strip("/") or "accueil"
    return Route(f"{RACINE}{chemin}", servie(site, nom, servir), methods=[methode])


async def _inconnue(visite: Visite) -> Response:
    if visite.request.url.path in ("/", f"{RACINE}/"):
        return visite.vers("")
    raise Arret("inconnue", 404)


async def _style(request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(style(), media_type="text/css", headers=headers)
