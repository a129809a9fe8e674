"""Un forfait notifié, versé en deux fois, puis un label retiré : ce que chacun en voit."""

from email import message_from_bytes, policy
from pathlib import Path

from services.funding.releve.questions.postes import Montants
from services.funding.releve.questions.releve import relever
from services.funding.versements.commands import NotifierForfait, VerserForfait
from services.labellisation.label.commands import MettreEnDemeure, RetirerLabel
from shared.clock import PARIS
from shared.contracts.funding import DroitClos, ForfaitNotifie, ForfaitVerse
from shared.contracts.labellisation import StructureLabellisee
from tests.scenarios.recit import CANTAL, Recit

COURRIELS = [
    "Forfait de fonctionnement 2020 notifié : Maison des Estives",
    "Forfait de fonctionnement 2020 : 15 000,00 € versés à Maison des Estives",
    "Forfait de fonctionnement 2020 : 5 000,00 € versés à Maison des Estives",
]


def objets(dossier: Path) -> list[str]:
    """Ceux des courriels remis, dans l'ordre de leurs jours."""
    lus = (
        message_from_bytes(each.read_bytes(), policy=policy.default)
        for each in sorted(dossier.iterdir())
    )
    return [str(each["Subject"]).replace("\u00a0", " ") for each in lus]


def verser(recit: Recit, reference: str, fonds: str, euros: int) -> str | None:
    le = recit.maintenant.astimezone(PARIS).date()
    dit = {"reference": reference, "fonds": fonds, "montant_centimes": euros * 100, "le": le}
    label_id = recit.dernier(StructureLabellisee).label_id
    return recit.demander(VerserForfait, CANTAL, label_id=label_id, annee=2020, **dit).code


def retirer(recit: Recit) -> None:
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=[{"critere": "AGT-01", "constat": "un"}])
    le = recit.maintenant.astimezone(PARIS).date()
    recit.obtenir(RetirerLabel, CANTAL, date_effet=le, motif="locaux fermés")
    recit.attendre(1)


def test_un_forfait_verse_s_ecrit_au_porteur_et_se_lit_au_releve_a_032(
    recit: Recit, tmp_path: Path
) -> None:
    recit.jusqu_au_label()
    recit.attendre(90)
    label_id = recit.dernier(StructureLabellisee).label_id
    assert verser(recit, "VIR-1", "FNADT", 15_000) == "ForfaitNonNotifie"
    recit.obtenir(NotifierForfait, CANTAL, label_id=label_id, annee=2020)
    assert not verser(recit, "VIR-1", "FNADT", 15_000)
    recit.attendre(1)
    assert not verser(recit, "VIR-2", "FNFS", 5_000)
    assert verser(recit, "VIR-3", "FNFS", 10_001) == "VersementExcessif"
    recit.attendre(1)

    retirer(recit)
    annonces = [recit.annonces(kind) for kind in (ForfaitNotifie, ForfaitVerse, DroitClos)]
    assert annonces == [1, 2, 1]
    ecrits = objets(tmp_path / "courriels")
    assert [each for each in ecrits if each in COURRIELS] == COURRIELS
    [poste] = relever(recit.programme.components["funding"].model, 2020, "15").postes
    assert poste.etat == "CLOS"
    assert poste.par_fonds == {
        "FNADT": Montants.de(15_000_00, 15_000_00, 15_000_00),
        "FNFS": Montants.de(15_000_00, 15_000_00, 5_000_00),
    }
