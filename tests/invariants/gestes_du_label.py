"""La vie d'un label : ouvrir, mettre en demeure, suspendre, finir."""

from services.labellisation.fusion.commands import AnnulerFusion, FusionnerStructures
from services.labellisation.label.commands import (
    ConstaterMiseEnConformite,
    FermerStructure,
    MettreEnDemeure,
    OuvrirFranceServices,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from shared.messages.commands import Command
from tests.invariants.geste import de_l_agence, du_porteur, du_prefet, geste
from tests.invariants.partie import INCONNU, STRUCTURES, Partie, Structure

MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]


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
    """Avec une autre structure labellisée du département, s'il y en a une."""
    autres = [x for x in STRUCTURES if x.departement == s.departement and x != s]
    connues = [x for x in autres if p.label(x) != INCONNU]
    absorbee = connues[p.rang % len(connues)] if connues else STRUCTURES[-1]
    dit = {"absorbee_id": absorbee.id, "date_effet": p.aujourd_hui()}
    return de_l_agence(p, s, FusionnerStructures, **dit)


@geste
def annuler_la_fusion(p: Partie, s: Structure) -> Command:
    """De la dernière structure absorbée, s'il y en a une."""
    fermees = [x for x in STRUCTURES if "StructuresFusionnees" in p.faits[x.id]]
    absorbee = fermees[-1] if fermees else s
    return de_l_agence(p, absorbee, AnnulerFusion, motif="deux lieux distincts")
