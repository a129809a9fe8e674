"""Le parcours : confirmer la structure, créer son compte, inscrire ses agents, voir la suite."""

import secrets
from uuid import UUID, uuid5

from starlette.responses import Response

from services.onboarding.inscription.questions import Inscription
from services.onboarding.inscription.web.formulaires import (
    AGENTS,
    Formulaire,
    Ligne,
    SaisieDesAgents,
    lignes_saisies,
    saisie_des_agents,
)
from services.onboarding.inscription.web.liens import entree
from services.onboarding.inscription.web.site import Arret, Visite
from services.onboarding.inscription.web.situation import Situation
from services.onboarding.raccordement.commands import CreerCompte, InscrireAgents
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome

CONFIRMER = "cochez la case si cette structure est bien la vôtre"
DU_LIEN = {"LienInvalide", "LienExpire", "LienDejaUtilise", "LabelSansEffet", "CompteManquant"}
"""Les refus dont la page du lien dit la cause, et quoi faire."""


async def structure(visite: Visite) -> Response:
    connue, trouvee = await entree(visite)
    if trouvee is not Situation.INSCRIPTION:
        return visite.vers("/lien")
    return visite.page("structure", inscription=connue, fautes={})


async def creer_le_compte(visite: Visite) -> Response:
    """A-117 : la même demande d'un même navigateur n'en fait qu'une."""
    formulaire = await visite.formulaire()
    connue, trouvee = await entree(visite)
    lien_id = visite.session.lien_id
    if lien_id is None or trouvee not in (Situation.INSCRIPTION, Situation.UTILISE):
        return visite.vers("/lien")
    if trouvee is Situation.INSCRIPTION and formulaire.get("confirme") != "oui":
        return visite.page("structure", 422, inscription=connue, fautes={"confirme": CONFIRMER})
    demande = CreerCompte(
        message_id=uuid5(lien_id, f"compte {visite.session.id}"),
        acteur=porteur(connue),
        structure_id=connue.structure_id,
        jeton=visite.site.signature.jeton(connue.label_id, lien_id),
    )
    if not accepte(await visite.site.guichet.demander(demande)):
        return visite.vers("/lien")
    visite.session = visite.session.avec_le_compte()
    return visite.vers("/agents")


async def agents(visite: Visite) -> Response:
    connue, trouvee = await entree(visite)
    if trouvee is not Situation.COMPTE:
        return visite.vers("/lien")
    manquent = await _manquent(visite, connue)
    return _page_des_agents(visite, connue, SaisieDesAgents([Ligne()] * max(manquent, 1)))


async def inscrire_les_agents(visite: Visite) -> Response:
    """A-117, A-118 : ajoute une ligne, ou inscrit les agents saisis."""
    formulaire = await visite.formulaire()
    connue, trouvee = await entree(visite)
    if trouvee is not Situation.COMPTE:
        return visite.vers("/lien")
    if formulaire.get("geste") == "ajouter":
        lignes = [*lignes_saisies(formulaire), Ligne()][:AGENTS]
        return _page_des_agents(visite, connue, SaisieDesAgents(lignes), ajoutee=len(lignes))
    saisie = saisie_des_agents(formulaire, await _manquent(visite, connue))
    if saisie.fautes:
        return _page_des_agents(visite, connue, saisie, 422)
    demande = _inscription(visite, connue, formulaire, saisie)
    if not accepte(await visite.site.guichet.demander(demande)):
        return visite.vers("/lien")
    return visite.vers("/suite")


async def suite(visite: Visite) -> Response:
    """Ce qui est ouvert, et ce qui manque encore."""
    connue, trouvee = await entree(visite)
    if trouvee is not Situation.COMPTE:
        return visite.vers("/lien")
    avancement = await visite.site.guichet.avancement(connue.structure_id)
    return visite.page("suite", inscription=connue, avancement=avancement)


def porteur(connue: Inscription) -> Acteur:
    nom = f"porteur de {connue.structure['nom']}"[:200]
    return Acteur(role="PORTEUR", id=nom, structure_id=connue.structure_id)


def accepte(reponse: Outcome) -> bool:
    """Faux si la page du lien dit pourquoi ; lève `Arret` pour un autre refus."""
    if not reponse.accepted and reponse.code not in DU_LIEN:
        raise Arret("refuse", 409, detail=reponse.detail)
    return reponse.accepted


async def _manquent(visite: Visite, connue: Inscription) -> int:
    """Combien d'agents il faut encore pour que les applications s'ouvrent."""
    avancement = await visite.site.guichet.avancement(connue.structure_id)
    return max(0, avancement.minimum_agents - connue.agents)


def _inscription(
    visite: Visite, connue: Inscription, formulaire: Formulaire, saisie: SaisieDesAgents
) -> InscrireAgents:
    """Un formulaire renvoyé tel quel est la même demande."""
    dit = [each.model_dump_json() for each in saisie.agents]
    envoi = f"agents {visite.session.id} {formulaire.get('envoi', '')} {dit}"
    return InscrireAgents(
        message_id=_demande(connue.label_id, envoi),
        acteur=porteur(connue),
        structure_id=connue.structure_id,
        label_id=connue.label_id,
        agents=list(saisie.agents),
    )


def _demande(label_id: UUID, dit: str) -> UUID:
    return uuid5(label_id, dit)


def _page_des_agents(
    visite: Visite,
    connue: Inscription,
    saisie: SaisieDesAgents,
    statut: int = 200,
    ajoutee: int = 0,
) -> Response:
    return visite.page(
        "agents",
        statut,
        inscription=connue,
        saisie=saisie,
        ajoutee=ajoutee,
        au_plus=AGENTS,
        envoi=secrets.token_urlsafe(12),
    )
