"""Les pages du lien : l'ouvrir, dire pourquoi il ne vaut rien, en demander un autre."""

import logging
import secrets
from uuid import UUID, uuid5

from starlette.background import BackgroundTask
from starlette.responses import Response

from services.onboarding.inscription.questions import Inscription
from services.onboarding.inscription.web.formulaires import (
    SaisieDUneAdresse,
    saisie_d_une_adresse,
)
from services.onboarding.inscription.web.site import ABSENT, Arret, Site, Visite
from services.onboarding.inscription.web.situation import Situation, situation
from services.onboarding.raccordement.commands import RedemanderLien
from shared.liens import JetonForge
from shared.messages.actors import Acteur

logger = logging.getLogger(__name__)

SERVICE = Acteur(role="SERVICE", id="onboarding")


async def accueil(visite: Visite) -> Response:
    """Sans jeton, la page dit à quoi elle sert."""
    if "jeton" in visite.request.query_params:
        return await _ouvrir(visite, visite.request.query_params["jeton"])
    return visite.page("accueil")


async def ouvrir(visite: Visite) -> Response:
    return await _ouvrir(visite, visite.request.path_params["jeton"])


async def _ouvrir(visite: Visite, jeton: str) -> Response:
    """Le jeton quitte l'adresse : la session le retient. L'ouvrir ne l'use pas."""
    try:
        label_id, lien_id = visite.site.signature.lire(jeton)
    except JetonForge as error:
        raise Arret("forge", 404) from error
    visite.freiner(visite.site.freins.gestes, str(label_id))
    visite.session = visite.site.sessions.nouvelle(label_id, lien_id)
    return visite.vers("/lien")


async def lien(visite: Visite) -> Response:
    """Mène à la première page utile, ou dit pourquoi le lien ne vaut rien."""
    connue, trouvee = await entree(visite)
    if trouvee is Situation.INSCRIPTION:
        return visite.vers("/structure")
    if trouvee is Situation.COMPTE:
        visite.session = visite.session.avec_le_compte()
        return visite.vers("/suite" if connue.agents else "/agents")
    statut = 403 if trouvee is Situation.SUSPENDU else 410
    return visite.page("lien", statut, situation=trouvee, inscription=connue)


async def entree(visite: Visite) -> tuple[Inscription, Situation]:
    """L'inscription de cette session, et ce qu'elle permet ; lève `Arret` s'il n'y en a pas."""
    label_id = visite.session.label_id
    connue = await visite.site.guichet.inscription(label_id) if label_id else None
    if connue is None:
        raise Arret("dehors", 403)
    return connue, situation(connue, visite.session, visite.site.guichet.maintenant())


async def redemander(visite: Visite) -> Response:
    """Le bouton d'un lien qui ne vaut plus : le nouveau part à l'adresse de la structure."""
    await visite.formulaire()
    connue, trouvee = await entree(visite)
    if not trouvee.se_redemande:
        return visite.vers("/lien")
    visite.freiner(visite.site.freins.envois, str(connue.label_id))
    reponse = await visite.site.guichet.demander(_redemande(connue))
    if not reponse.accepted:
        return visite.vers("/lien")
    return visite.vers("/lien/envoye")


async def envoye(visite: Visite) -> Response:
    connue, _ = await entree(visite)
    return visite.page("envoye", inscription=connue)


async def nouveau_lien(visite: Visite) -> Response:
    return visite.page("nouveau_lien", saisie=SaisieDUneAdresse("", "", {}))


async def demander_un_lien(visite: Visite) -> Response:
    """La réponse est la même, et part aussi vite, que l'adresse soit connue ou non."""
    saisie = saisie_d_une_adresse(await visite.formulaire())
    if saisie.fautes:
        return visite.page("nouveau_lien", 422, saisie=saisie)
    visite.freiner_le_reseau(visite.site.freins.demandes)
    reponse = visite.vers("/nouveau-lien/demande")
    reponse.background = BackgroundTask(_envoyer, visite.site, saisie)
    return reponse


async def demande(visite: Visite) -> Response:
    return visite.page("demande")


async def quitter(visite: Visite) -> Response:
    await visite.formulaire()
    visite.session = visite.site.sessions.nouvelle()
    return visite.vers("")


async def _envoyer(site: Site, saisie: SaisieDUneAdresse) -> None:
    try:
        for connue in await site.guichet.a_cette_adresse(saisie.departement, saisie.courriel):
            if not site.freins.envois.wait(str(connue.label_id)):
                await site.guichet.demander(_redemande(connue))
    except ABSENT as error:
        logger.warning("Un nouveau lien n'a pu être demandé : %r", error)


def _redemande(connue: Inscription) -> RedemanderLien:
    """Une demande de plus à chaque fois : chacune ouvre un lien."""
    return RedemanderLien(
        message_id=unique(connue.label_id),
        acteur=SERVICE,
        structure_id=connue.structure_id,
        label_id=connue.label_id,
    )


def unique(label_id: UUID) -> UUID:
    return uuid5(label_id, f"page {secrets.token_hex(16)}")
