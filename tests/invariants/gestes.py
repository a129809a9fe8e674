"""Ce que chacun peut demander d'une structure, à bon escient ou non : le destinataire en juge."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.audit.conduite.commands import AnnulerAudit, RectifierConstat, RemplacerAudit
from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.labellisation.dossier.commands import (
    IdentifierStructure,
    LabelliserStructure,
    RefuserAccordPrealable,
    RemonterStructure,
    SignalerStructure,
)
from services.labellisation.label.commands import (
    ConstaterMiseEnConformite,
    FermerStructure,
    FusionnerStructures,
    MettreEnDemeure,
    OuvrirFranceServices,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.onboarding.convention.commands import EngagerOperateur, EngagerPartenaire
from services.onboarding.operateurs.commands import EmettreSollicitation
from services.onboarding.outils.commands import SaisirActivite
from services.onboarding.raccordement.commands import (
    CreerCompte,
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from tests.invariants.partie import BANQUE, STRUCTURES, Partie, Structure

Geste = Callable[[Partie, Structure], Command]
GESTES: dict[str, Geste] = {}
PROGRAMME = "ITINERANCE-2020"
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
NOMS = ("Mission locale", "ANAH")
OPERATEURS = ("DGFIP", "CNAF", "Allocations familiales")


def geste(fonction: Geste) -> Geste:
    GESTES[fonction.__name__] = fonction
    return fonction


def du_prefet(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, p.prefet(s), structure_id=s.id, **dit)


def du_porteur(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, p.porteur(s), structure_id=s.id, **dit)


def de_la_banque(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, BANQUE, structure_id=s.id, **dit)


@geste
def identifier(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, IdentifierStructure, fiche=s.fiche)


@geste
def remonter(p: Partie, s: Structure) -> Command:
    dit = {"fiche": s.fiche, "agents": 2, "etp": 2.0, "fichier": "abc", "ligne": s.rang + 2}
    return du_prefet(p, s, RemonterStructure, **dit)


@geste
def signaler(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, SignalerStructure, exception="ENCLAVEMENT", motif="route coupée l'hiver")


@geste
def signaler_sans_exception(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, SignalerStructure)


@geste
def refuser_l_accord(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "motif": "doublon"}
    return p.ordre(RefuserAccordPrealable, p.agence, **dit)


@geste
def labelliser(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, LabelliserStructure, date_effet=p.aujourd_hui())


@geste
def annuler_l_audit(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "motif": "conflit d'intérêts"}
    return p.ordre(AnnulerAudit, p.agence, **dit)


@geste
def remplacer_l_audit(p: Partie, s: Structure) -> Command:
    return p.ordre(RemplacerAudit, p.agence, structure_id=s.id, audit_id=p.audit(s))


@geste
def rectifier(p: Partie, s: Structure) -> Command:
    constat = {"critere": "LOC-02", "resultat": "NON_CONFORME", "remarque": "cloison basse"}
    return _rectifier(p, s, constat)


@geste
def rectifier_en_bien(p: Partie, s: Structure) -> Command:
    return _rectifier(p, s, {"critere": "LOC-02", "resultat": "CONFORME"})


@geste
def declarer(p: Partie, s: Structure) -> Command:
    return _rectifier(p, s, {"critere": "LOC-02", "resultat": "CONFORME", "mode": "DECLARE"})


def _rectifier(p: Partie, s: Structure, constat: dict[str, Any]) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "constat": constat, "motif": "relu"}
    return p.ordre(RectifierConstat, p.auditeur(s), **dit)


@geste
def ouvrir(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, OuvrirFranceServices)


@geste
def mettre_en_demeure(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, MettreEnDemeure, manquements=MANQUEMENTS)


@geste
def constater_la_conformite(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, ConstaterMiseEnConformite, constat="deux agents à l'accueil")


@geste
def suspendre(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, SuspendreLabel, motif="locaux fermés")


@geste
def retablir(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, RetablirLabel, raison="locaux rouverts")


@geste
def retirer(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, RetirerLabel, date_effet=p.aujourd_hui(), motif="locaux fermés")


@geste
def retirer_sans_motif(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, RetirerLabel, date_effet=p.aujourd_hui())


@geste
def renoncer(p: Partie, s: Structure) -> Command:
    return du_porteur(p, s, RenoncerAuLabel, raison="faute d'agents", date_effet=p.aujourd_hui())


@geste
def fermer(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, FermerStructure, raison="bail fini", date_effet=p.aujourd_hui())


@geste
def fusionner(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "absorbee_id": STRUCTURES[-1].id, "date_effet": p.aujourd_hui()}
    return p.ordre(FusionnerStructures, p.agence, **dit)


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
    dit = {"structure_id": s.id, "label_id": p.label(s), "choix": {"OPERATEUR": "CNAF"}}
    return p.ordre(SaisirActivite, p.agent(s), **dit)


@geste
def inscrire_le_bus(p: Partie, s: Structure) -> Command:
    return du_porteur(p, s, InscrireBus, programme=PROGRAMME, format=s.format)


@geste
def accorder_l_aide(p: Partie, s: Structure) -> Command:
    service = p.aujourd_hui() + timedelta(days=30)
    return de_la_banque(p, s, AccorderAideBus, programme=PROGRAMME, mise_en_service=service)


@geste
def liberer_l_aide(p: Partie, s: Structure) -> Command:
    return de_la_banque(p, s, LibererReservation, programme=PROGRAMME, raison="bus vendu")


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


def operateur(nom: str) -> Acteur:
    return Acteur(role="OPERATEUR", id=nom, organisme=nom)
