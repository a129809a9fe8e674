"""Les bus, les MSAP, le forfait notifié et versé."""

from datetime import timedelta

from services.funding.forfait.commands import ReexaminerDroits
from services.funding.garantie.commands import EnregistrerGarantieMSAP
from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.funding.versements.commands import NotifierForfait, VerserForfait
from shared.messages.commands import Command
from tests.invariants.geste import de_l_agence, de_la_banque, du_porteur, du_prefet, geste
from tests.invariants.partie import Partie, Structure

PROGRAMME = "ITINERANCE-2020"
FONDS = ("FNADT", "FNFS", "FNADT")


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
def inscrire_la_msap(p: Partie, s: Structure) -> Command:
    dit = {"fiche": {**s.fiche, "origine": "MSAP"}, "fichier": "", "ligne": s.rang + 2}
    return de_l_agence(p, s, EnregistrerGarantieMSAP, **dit)


@geste
def notifier_le_forfait(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, NotifierForfait, label_id=p.label(s), annee=_exercice(p, s))


@geste
def verser_le_forfait(p: Partie, s: Structure) -> Command:
    """La part d'un fonds, en deux fois, puis une fois de trop."""
    return du_prefet(
        p,
        s,
        VerserForfait,
        label_id=p.label(s),
        annee=_exercice(p, s),
        reference=f"VIR {p.rang}",
        fonds=FONDS[p.rang % len(FONDS)],
        montant_centimes=7_500_00,
        le=p.aujourd_hui(),
    )


@geste
def reexaminer_les_droits(p: Partie, s: Structure) -> Command:
    return de_l_agence(p, s, ReexaminerDroits, label_id=p.label(s))


def _exercice(p: Partie, s: Structure) -> int:
    """L'année du dernier droit ouvert de la structure."""
    annee: int = getattr(p.faits[s.id].get("DroitAuForfaitOuvert"), "annee", 2020)
    return annee
