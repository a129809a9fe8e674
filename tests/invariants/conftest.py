"""Un lieu pour bâtir des mondes, et l'histoire d'une structure, relue dans les journaux."""

from collections.abc import Iterator

import pytest

from tests.invariants.gestes import GESTES
from tests.invariants.journal import Evenement, Journaux
from tests.invariants.lieu import Lieu
from tests.invariants.lieu import lieu as un_lieu
from tests.invariants.partie import STRUCTURES, Partie
from tests.invariants.suite import avancer, envoyer, former

MAISON, BUS = STRUCTURES[0], STRUCTURES[3]


@pytest.fixture(scope="session")
def lieu() -> Iterator[Lieu]:
    with un_lieu() as ou:
        yield ou


@pytest.fixture(scope="session")
def histoire(lieu: Lieu) -> list[Evenement]:
    """Labellisée, raccordée, formée, ouverte, retirée ; et un bus aidé."""
    with lieu.monde() as monde:
        partie = Partie(monde)
        for s, pas in ((MAISON, 13), (BUS, 12)):
            for _ in range(pas):
                list(avancer(partie, s))
        list(former(partie, MAISON, jusqu_au_bout=True))
        monde.remettre_tout()
        for s, nom in HISTOIRE:
            outcome = envoyer(partie, s, GESTES[nom](partie, s))
            assert outcome.accepted, (nom, outcome)
        monde.attendre(900)
        monde.remettre_tout()
        for nom in ("mettre_en_demeure", "retirer"):
            assert envoyer(partie, MAISON, GESTES[nom](partie, MAISON)).accepted, nom
        monde.au_repos()
        return Journaux(monde.dossier).nouveaux()


HISTOIRE = (
    (MAISON, "engager_un_partenaire"),
    (MAISON, "ouvrir"),
    (MAISON, "inscrire_la_msap"),
    (MAISON, "notifier_le_forfait"),
    (MAISON, "verser_le_forfait"),
    (BUS, "inscrire_le_bus"),
    (BUS, "accorder_l_aide"),
)
