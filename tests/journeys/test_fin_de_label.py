"""Un label accordé, suspendu, rétabli, retiré : ce que font les quatre autres services, une fois.

Puis la même vie, l'un d'eux absent de l'accord préalable au retrait : à son retour, il fait la même
chose, une fois aussi. Qui a labellisé ne l'a pas attendu.
"""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from console.execution.boite_locale import BoiteLocale
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.onboarding import AnnexeStructureGeneree
from tests.journeys.drivers import ten_processes
from tests.journeys.vie_d_un_label import HISTOIRES, OBJETS, SUITES, Terrain, Vie
from tests.servers.addresses import Servers

ECRITS = [f"{service} : {evenement}" for service in HISTOIRES for evenement in HISTOIRES[service]]
FAITS = dict.fromkeys([*(kind.__name__ for kind in SUITES), *ECRITS], 1)
COURRIELS = dict(zip(OBJETS, (4, 2, 2, 2, 1), strict=True))
SANS_FINANCEMENT = ({"AnnexeARetirer": 0}, {"Annexe à retirer par avenant": 0})
"""L'annexe dit le forfait : sans lui, nulle n'est établie, et nulle n'est à retirer."""

PREMIERES_SUITES: dict[str, tuple[type[Contract], ...]] = {
    "funding": (),
    "onboarding": (DroitAuForfaitOuvert,),
}
"""Ce qui suit le label avant que l'on ne le suspende, sans ces services-là."""
ABSENTS = ("", "audit", "funding", "onboarding", "notifications")


@pytest.fixture(scope="module")
def terrain(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Les mêmes dix processus pour chaque vie : elles ne se touchent pas."""
    sortie = tmp_path_factory.mktemp("fin_de_label") / "sortie"
    with (
        BoiteLocale(sortie / "courriels") as boite,
        ten_processes(sortie, boite.port, servers) as driver,
    ):
        yield Terrain(driver)


@pytest.mark.parametrize("absent", ABSENTS, ids=lambda absent: absent or "aucun")
def test_chaque_service_fait_sa_part_une_fois_meme_revenu_apres_coup(
    terrain: Terrain, absent: str
) -> None:
    """INV-09, INV-13, C.7-16, C.7-19 : suivi, accès, annexe, droit, courriels, chacun une fois."""
    vie = Vie(terrain, f"Maison sans {absent or 'absent'}")
    vie.jusqu_a_l_audit_concluant()

    with terrain.driver.without(absent) if absent else nullcontext():
        vie.jusqu_au_label(*PREMIERES_SUITES.get(absent, (AnnexeStructureGeneree,)))
        vie.jusqu_au_retrait()

    faits, courriels = SANS_FINANCEMENT if absent == "funding" else ({}, {})
    attendu = (FAITS | faits, COURRIELS | courriels)
    terrain.jusqu_a(
        lambda: (vie.faits(), vie.courriels()) == attendu, lambda: (vie.faits(), vie.courriels())
    )
    vie.redemander()
    assert (vie.faits(), vie.courriels()) == attendu
