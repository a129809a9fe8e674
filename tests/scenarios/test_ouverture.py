"""Une France Services ouvre une fois formé chacun de ses agents : onboarding et labellisation."""

from services.labellisation.label.commands import OuvrirFranceServices
from services.onboarding.raccordement.commands import DesinscrireAgent, InscrireAgents
from shared.contracts.labellisation import FranceServicesOuverte
from shared.contracts.onboarding import AgentDesinscrit, ParcoursFormationAcheve
from tests.scenarios.recit import CANTAL, MAISON, PORTEUR, Recit

ALAN = "alan@estives.example"


def ouvrir(recit: Recit) -> tuple[str, str]:
    reponse = recit.demander(OuvrirFranceServices, CANTAL)
    return reponse.code, reponse.detail or ""


def test_une_structure_n_ouvre_qu_une_fois_tous_ses_agents_formes_a092_inv_14(
    recit: Recit,
) -> None:
    """Zéro, puis un, puis deux agents formés sur deux ; un troisième inscrit l'empêche encore."""
    recit.jusqu_au_label()
    recit.ouvrir_les_applications()
    recit.attendre(70)
    ada, grace = recit.agents()
    code, dit = ouvrir(recit)
    assert code == "AgentsNonFormes" and "2 sur 2 (FORMATION-2019 : 2)" in dit

    recit.former_les_agents(ada)
    code, dit = ouvrir(recit)
    assert code == "AgentsNonFormes" and "1 sur 2 (FORMATION-2019 : 1)" in dit

    sujet = {"label_id": recit.dernier(ParcoursFormationAcheve).label_id}
    recit.obtenir(InscrireAgents, PORTEUR, **sujet, agents=[{"courriel": ALAN}])
    recit.former_les_agents(grace)
    assert ouvrir(recit)[0] == "AgentsNonFormes"

    recit.obtenir(DesinscrireAgent, PORTEUR, **sujet, courriel=ALAN)
    assert ouvrir(recit)[0] == ""
    assert recit.annonces(FranceServicesOuverte) == 1
    assert recit.evenements().count("AgentForme") == 2
    assert recit.dernier(AgentDesinscrit).agent_id == recit.agents()[-1]


def test_une_structure_n_ouvre_pas_avec_un_seul_agent_a117_inv_14(recit: Recit) -> None:
    """L'un des deux part, une fois formé : il en faut deux, tous formés."""
    recit.jusqu_au_label()
    recit.ouvrir_les_applications()
    recit.former_les_agents(*recit.agents())
    adresse = f"agent1@s{MAISON.hex[:12]}.example.org"
    sujet = {"label_id": recit.dernier(ParcoursFormationAcheve).label_id}
    recit.obtenir(DesinscrireAgent, PORTEUR, **sujet, courriel=adresse)
    recit.attendre(70)

    code, dit = ouvrir(recit)
    assert code == "EffectifInsuffisant" and "agents inscrits : 1, il en faut 2" in dit
