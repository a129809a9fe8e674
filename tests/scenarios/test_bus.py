"""Un bus, de sa remontée à la fin de son label : ce que l'aide à l'itinérance en fait."""

from services.funding.itinerance.commands import AccorderAideBus, InscrireBus
from services.funding.itinerance.questions import etat_de_l_enveloppe
from services.labellisation.label.commands import MettreEnDemeure, RetirerLabel
from shared.clock import PARIS
from shared.contracts.funding import AideBusAccordee, AideBusLiberee
from shared.contracts.labellisation import LabelRetire
from shared.messages.actors import Acteur
from tests.scenarios.recit import CANTAL, PORTEUR, Recit

BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
PROGRAMME = "ITINERANCE-2020"
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]


def inscrire(recit: Recit) -> str | None:
    return recit.demander(InscrireBus, PORTEUR, programme=PROGRAMME, format="BUS").code


def accorder(recit: Recit) -> str | None:
    le = recit.maintenant.astimezone(PARIS).date()
    dit = {"programme": PROGRAMME, "mise_en_service": le}
    return recit.demander(AccorderAideBus, BANQUE, **dit).code


def aide(recit: Recit) -> tuple[str, str]:
    """L'état de l'aide du seul bus inscrit, et la situation de sa structure."""
    enveloppe = etat_de_l_enveloppe(recit.programme.components["funding"].model, PROGRAMME)
    assert enveloppe
    [bus] = enveloppe["bus"]
    return bus["etat"], bus["situation"]


def retirer(recit: Recit) -> None:
    le = recit.maintenant.astimezone(PARIS).date()
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    recit.obtenir(RetirerLabel, CANTAL, date_effet=le, motif="locaux fermés")
    assert recit.annonces(LabelRetire) == 1


def jusqu_au_label(recit: Recit) -> None:
    """Il s'inscrit dès son signalement, et n'est pas aidé avant son label."""
    recit.remonter(format="BUS")
    assert inscrire(recit) == "StructureNonAdmise"
    recit.signaler()
    assert inscrire(recit) == ""
    assert accorder(recit) == "StructureNonAdmise"
    assert aide(recit) == ("RESERVEE", "SIGNALEE")
    recit.accorder(recit.auditer())
    assert recit.labelliser().accepted


def test_une_structure_inconnue_ou_fixe_n_est_pas_un_bus_parce_qu_elle_le_dit_a_041_a_043(
    recit: Recit,
) -> None:
    assert inscrire(recit) == "StructureInconnue"
    recit.jusqu_au_label()
    assert inscrire(recit) == "StructureInconnue"
    assert accorder(recit) == "Introuvable"
    assert recit.annonces(AideBusAccordee) == 0


def test_un_bus_labellise_est_aide_et_le_reste_la_premiere_annee_a_041_tmr_09(
    recit: Recit,
) -> None:
    jusqu_au_label(recit)
    recit.attendre(90)
    assert accorder(recit) == ""
    assert aide(recit) == ("ACCORDEE", "LABELLISEE")

    retirer(recit)

    assert aide(recit) == ("ACCORDEE", "RETIREE")
    assert (recit.annonces(AideBusAccordee), recit.annonces(AideBusLiberee)) == (1, 0)
    assert "AideBusMaintenue" in recit.evenements(service="funding")


def test_un_label_retire_avant_l_accord_rend_la_reservation_a_041_c_7_10(recit: Recit) -> None:
    jusqu_au_label(recit)
    recit.attendre(90)

    retirer(recit)

    assert aide(recit) == ("LIBEREE", "RETIREE")
    assert accorder(recit) == "AideNonReservee"
    assert recit.annonces(AideBusAccordee) == 0
