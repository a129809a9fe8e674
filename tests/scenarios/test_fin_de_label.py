"""Un label accordé, suspendu, rétabli, retiré : ce que les autres services en font, une fois."""

from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from services.labellisation.label.commands import (
    MettreEnDemeure,
    OuvrirFranceServices,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.onboarding.outils.commands import SaisirActivite
from shared.clock import PARIS
from shared.contracts.funding import DroitClos
from shared.contracts.labellisation import LabelRetabli, LabelRetire, LabelSuspendu
from shared.contracts.onboarding import (
    AccesFerme,
    AccesRetabli,
    AccesSuspendu,
    AnnexeARetirer,
    AnnexeStructureGeneree,
)
from shared.messages.actors import Acteur
from tests.scenarios.recit import CANTAL, MAISON, Recit

AGENT = Acteur(role="AGENT", id="agent 1", structure_id=MAISON)
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
FAITS = (LabelSuspendu, LabelRetabli, LabelRetire)
SUITES = (AccesSuspendu, AccesRetabli, AccesFerme, AnnexeARetirer, DroitClos)


def objets(dossier: Path) -> Counter[str]:
    """Ceux des courriels remis qui parlent de la suite du label."""
    lus = (
        message_from_bytes(each.read_bytes(), policy=policy.default) for each in dossier.iterdir()
    )
    sujets = (str(each["Subject"]).partition("\u00a0:")[0] for each in lus)
    return Counter(each for each in sujets if each in ATTENDUS)


ATTENDUS = {
    "Mise en demeure": 4,
    "Label France Services suspendu": 2,
    "Label France Services rétabli": 2,
    "Label France Services retiré": 2,
    "Annexe à retirer par avenant": 1,
}


def mener_a_l_ouverture(recit: Recit) -> None:
    """Label, applications, annexe écrite, agents formés, ouverture au public."""
    recit.jusqu_au_label()
    recit.ouvrir_les_applications()
    recit.attendre(90)
    assert recit.annonces(AnnexeStructureGeneree) == 1
    recit.former_les_agents(*recit.agents())
    recit.obtenir(OuvrirFranceServices, CANTAL)


def saisir(recit: Recit, label_id: object) -> str | None:
    saisie = {"label_id": label_id, "choix": {"OPERATEUR": "CNAF"}}
    return recit.demander(SaisirActivite, AGENT, **saisie).code


def test_un_label_suspendu_retabli_puis_retire_se_voit_dans_chaque_service(
    recit: Recit, tmp_path: Path
) -> None:
    """INV-09, INV-13, C.7-16 : accès, annexe, droit et courriels suivent le label, une fois."""
    mener_a_l_ouverture(recit)

    le = recit.maintenant.astimezone(PARIS).date()
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    recit.obtenir(SuspendreLabel, CANTAL, motif="plus d'agent à l'accueil")
    label_id = recit.dernier(LabelSuspendu).label_id
    assert saisir(recit, label_id) == "LabelSansEffet"
    recit.obtenir(RetablirLabel, CANTAL, raison="deux agents sont revenus")
    assert saisir(recit, label_id) != "LabelSansEffet"
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    recit.obtenir(RetirerLabel, CANTAL, date_effet=le, motif="locaux fermés")
    recit.attendre(30)

    assert saisir(recit, label_id) == "LabelSansEffet"
    assert [recit.annonces(kind) for kind in FAITS] == [1, 1, 1]
    assert [recit.annonces(kind) for kind in SUITES] == [1, 1, 1, 1, 1]
    assert objets(tmp_path / "courriels") == ATTENDUS
