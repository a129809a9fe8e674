"""Ce qui vient ensuite, à bon escient : ce qu'appelle le dernier fait, ou l'état du dossier."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.labellisation.label.commands import OuvrirFranceServices
from services.onboarding.formation.commands import (
    ConstaterPresence,
    ConvoquerAgents,
    MobiliserSalle,
    PlanifierSession,
    ValiderModule,
)
from services.onboarding.operateurs.commands import CloreSollicitation, RepondreSollicitation
from services.onboarding.raccordement.commands import InscrireAgents
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.invariants.geste import operateur
from tests.invariants.gestes import GESTES
from tests.invariants.partie import BANQUE, CNFPT, Partie, Structure

PAR_ETAT = {
    "": "remonter",
    "PRESSENTIE": "remonter",
    "REMONTEE": "signaler",
    "NON_RETENUE": "signaler",
    "RETIREE": "signaler",
    "ACCORD_DONNE": "labelliser",
    "LABELLISEE": "ouvrir",
    "SOUS_MISE_EN_DEMEURE": "constater_la_conformite",
    "SUSPENDUE": "retablir",
}
BLOCS = {"SOCLE": 5, "METIERS": 6}
A_DISTANCE = (("SOCLE-DIST", CNFPT), ("OUTILS", BANQUE))
Essai = tuple[Command, Outcome]


def prochaine(p: Partie, s: Structure) -> Command | None:
    """La demande prévue, à sa date ; sinon, celle que son état admet."""
    if s.id in p.prevus and p.prevus[s.id]:
        le, commande = p.prevus[s.id].pop(0)
        p.monde.clock.advance(le)
        return commande
    nom = PAR_ETAT.get(p.etat(s))
    return GESTES[nom](p, s) if nom else None


def avancer(p: Partie, s: Structure) -> Iterator[Essai]:
    """Ce qui attend de cette structure arrive, puis la demande suivante est faite."""
    p.monde.remettre_tout(str(s.id))
    p.apprendre()
    if commande := prochaine(p, s):
        if isinstance(commande, OuvrirFranceServices):
            yield from former(p, s, jusqu_au_bout=True)
            p.monde.remettre_tout(str(s.id))
        yield commande, envoyer(p, s, commande)


def envoyer(p: Partie, s: Structure, commande: Command) -> Outcome:
    """Envoie, et retient les identités que la réponse donne."""
    outcome = p.envoyer(commande)
    if isinstance(commande, InscrireAgents) and outcome.accepted:
        p.agents[p.label(s)] += _identites(outcome.cree["agents"])
    if sollicitation := outcome.cree.get("sollicitation_id"):
        p.sollicitations += [(s, each) for each in _identites(sollicitation)]
    return outcome


def former(p: Partie, s: Structure, jusqu_au_bout: bool) -> Iterator[Essai]:
    """Deux sessions, où tous les agents sont présents, puis les modules à distance."""
    label = p.label(s)
    agents = [each for each in dict.fromkeys(p.agents[label]) if each not in p.formes]
    if not agents:
        return
    p.formes |= set(agents if jusqu_au_bout else agents[1:])
    for bloc, demi_journees in BLOCS.items():
        yield from _tenir_session(p, s, bloc, demi_journees, agents)
    for agent in agents if jusqu_au_bout else agents[1:]:
        for module, qui in A_DISTANCE:
            dit = {"structure_id": s.id, "label_id": label, "agent_id": agent, "module": module}
            commande = p.ordre(ValiderModule, qui, **dit)
            yield commande, p.envoyer(commande, lire=False)


def _tenir_session(
    p: Partie, s: Structure, bloc: str, combien: int, agents: list[UUID]
) -> Iterator[Essai]:
    prefet, moments = p.prefet(s), list(_demi_journees(p.aujourd_hui(), combien))
    planifier = p.ordre(
        PlanifierSession,
        prefet,
        departement=s.departement,
        bloc=bloc,
        lieu=f"salle {p.rang}",
        demi_journees=moments,
        places=20,
    )
    planifiee = p.envoyer(planifier, lire=False)
    yield planifier, planifiee
    session = planifiee.cree.get("session_id")
    suite: list[tuple[type[Command], dict[str, Any]]] = [
        (MobiliserSalle, {"ordinateurs": 10, "videoprojecteur": True}),
        (ConvoquerAgents, {"structure_id": s.id, "label_id": p.label(s), "agents": agents}),
        *((ConstaterPresence, {"demi_journee": each, "presents": agents}) for each in moments),
    ]
    for kind, dit in suite if session else ():
        commande = p.ordre(kind, prefet, session_id=session, **dit)
        yield commande, p.envoyer(commande, lire=False)


def repondre(p: Partie, rang: int, clore: bool) -> Iterator[Essai]:
    """L'opérateur répond à une sollicitation, ou l'agent la clôt."""
    if not p.sollicitations:
        return
    s, sollicitation = p.sollicitations[rang % len(p.sollicitations)]
    if clore:
        dit: dict[str, Any] = {"structure_id": s.id, "sollicitation_id": sollicitation}
        commande = p.ordre(CloreSollicitation, p.agent(s), **dit)
    else:
        dit = {"sollicitation_id": sollicitation, "reponse": "le dossier est complet"}
        commande = p.ordre(RepondreSollicitation, operateur("CNAF"), **dit)
    yield commande, p.envoyer(commande)


def _demi_journees(jour: date, combien: int) -> Iterator[dict[str, Any]]:
    for rang in range(combien):
        le = jour + timedelta(days=rang // 2)
        yield {"le": le, "moment": ("MATIN", "APRES_MIDI")[rang % 2]}


def _identites(cree: UUID | list[UUID]) -> list[UUID]:
    return cree if isinstance(cree, list) else [cree]
