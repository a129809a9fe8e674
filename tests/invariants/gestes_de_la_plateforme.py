"""Le lien, le compte, les agents, les sollicitations, et la convention."""

from typing import Any

from services.onboarding.convention.commands import EngagerOperateur, EngagerPartenaire
from services.onboarding.operateurs.commands import EmettreSollicitation
from services.onboarding.outils.commands import SaisirActivite
from services.onboarding.raccordement.commands import (
    CreerCompte,
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from shared.messages.commands import Command
from tests.invariants.geste import de_la_banque, du_porteur, geste
from tests.invariants.partie import Partie, Structure

NOMS = ("Mission locale", "ANAH")
PASSAGE = {
    "operateur": "CNAF",
    "theme": "FAMILLE",
    "canal": "ACCUEIL",
    "issue": "REGLEE",
    "duree": "COURTE",
}
OPERATEURS = ("DGFIP", "CNAF", "Allocations familiales")


@geste
def creer_le_compte(p: Partie, s: Structure) -> Command:
    label, lien = p.label(s), p.connu(s, "LienInscriptionEnvoye", "lien_id")
    return du_porteur(p, s, CreerCompte, jeton=p.monde.signature.jeton(label, lien))


@geste
def renouveler_le_lien(p: Partie, s: Structure) -> Command:
    return de_la_banque(p, s, RenouvelerLien, label_id=p.label(s))


@geste
def inscrire_un_agent(p: Partie, s: Structure) -> Command:
    agents = [{"courriel": f"agent{p.rang}@s{s.rang}.example"}]
    return du_porteur(p, s, InscrireAgents, label_id=p.label(s), agents=agents)


@geste
def desinscrire_un_agent(p: Partie, s: Structure) -> Command:
    courriel = f"agent1@s{s.id.hex[:12]}.example.org"
    return du_porteur(p, s, DesinscrireAgent, label_id=p.label(s), courriel=courriel)


@geste
def solliciter(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "label_id": p.label(s), "operateur": "CNAF", "objet": "un dossier"}
    return p.ordre(EmettreSollicitation, p.agent(s), mandat=True, **dit)


@geste
def saisir_l_activite(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "label_id": p.label(s), "choix": PASSAGE}
    return p.ordre(SaisirActivite, p.agent(s), **dit)


@geste
def engager_un_operateur(p: Partie, s: Structure) -> Command:
    nom = OPERATEURS[p.rang % len(OPERATEURS)]
    dit = {"departement": s.departement, "operateur": nom, "le": p.aujourd_hui()}
    return p.ordre(EngagerOperateur, p.prefet(s), **dit)


@geste
def engager_un_partenaire(p: Partie, s: Structure) -> Command:
    return _partenaire(p, s, NOMS[p.rang % len(NOMS)], portee="DEPARTEMENT")


@geste
def engager_un_partenaire_de_la_structure(p: Partie, s: Structure) -> Command:
    nom = NOMS[p.rang % len(NOMS)]
    return _partenaire(p, s, nom, portee="STRUCTURE", structure_id=s.id)


@geste
def engager_un_operateur_en_partenaire(p: Partie, s: Structure) -> Command:
    return _partenaire(p, s, "France Travail", portee="DEPARTEMENT")


def _partenaire(p: Partie, s: Structure, nom: str, **portee: Any) -> Command:
    dit = {"departement": s.departement, "nom": nom, "le": p.aujourd_hui()}
    return p.ordre(EngagerPartenaire, p.prefet(s), **dit, **portee)
