"""Oublier quelqu'un pendant que les dix processus tournent."""

from pathlib import Path

from tests.journeys.drivers import ServersDriver, as_owner
from tests.journeys.parcours import Parcours, attendus
from tests.servers.addresses import Servers
from tests.shared.magasins import tables_qui_disent

ADRESSE, VOISINE = "accueil@maison-estives.example", "accueil@maison-source.example"


def dites(serveurs: ServersDriver, mot: str) -> dict[str, list[str]]:
    """Par service, les tables où ce mot se lit."""
    return {nom: tables_qui_disent(model, mot) for nom, model in serveurs.models.items()}


def raccordees(serveurs: ServersDriver, sortie: Path) -> Parcours:
    """Le parcours, une fois chaque droit décidé et chaque courriel remis."""
    lignes, refusees, _ = attendus()
    parcours = Parcours(serveurs)
    parcours.preparer(sortie)
    ouvertes = {"APPLICATIONS_OUVERTES": lignes - refusees}
    parcours.jusqu_a(lambda: parcours.etats("onboarding", "raccordements") == ouvertes)
    parcours.jusqu_a(parcours.droits_decides)
    parcours.jusqu_a(lambda: "DEMANDE" not in parcours.etats("notifications", "courriels"))
    return parcours


def test_le_contact_d_une_structure_s_oublie_pendant_que_les_services_tournent(
    on_servers: ServersDriver, servers: Servers, tmp_path: Path
) -> None:
    """C.7-20."""
    parcours = raccordees(on_servers, tmp_path)
    assert dites(on_servers, ADRESSE)["notifications"] == ["courriels"]

    mots = ("forget", "15-01", "--motif", "à sa demande", "--auteur", "délégué")
    refusee = on_servers.command(*mots)
    assert "seul leur propriétaire peut faire" in " ".join(refusee.stderr.split())
    oubliee = on_servers.command(*mots, **as_owner(servers.postgres))
    parcours.engager("2B", "CNAV")
    parcours.jusqu_a(lambda: "EN_ATTENTE" not in parcours.etats("onboarding", "annexes"))

    assert oubliee.returncode == 0, oubliee.stdout + oubliee.stderr
    assert set(map(tuple, dites(on_servers, ADRESSE).values())) == {()}
    assert dites(on_servers, VOISINE)["notifications"] == ["courriels"]
    racontee = on_servers.command("history", "15-01")
    assert racontee.stdout.count("Personne oubliée") == len(on_servers.models)
    assert "Label France Services accordé" in racontee.stdout
