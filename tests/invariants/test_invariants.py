"""Quoi qu'il arrive aux cinq services : INV-01 à INV-14 tiennent, et l'essai n'est pas vide."""

from tests.invariants.__main__ import essayer
from tests.invariants.bilan import Bilan

ESSAIS, PAS = 6, 30
LABELS = (
    "labellisation.StructureLabellisee",
    "onboarding.AnnexeEtablie",
    "onboarding.CompteStructureCree",
    "funding.DroitOuvert",
    "notifications.CourrielRemis",
)


def test_quoi_qu_il_arrive_les_invariants_tiennent_inv_01_inv_02_inv_03_inv_04_inv_05() -> None:
    """INV-06, INV-07, INV-08, INV-09, INV-10, INV-11, INV-12, INV-13, INV-14.

    `make invariants` fait 300 essais de 60 pas.
    """
    bilan = Bilan()
    essayer(bilan, ESSAIS, PAS)

    assert bilan.essais >= ESSAIS
    assert bilan.total > 500
    assert all(bilan.evenements[sujet] for sujet in LABELS), bilan.evenements
    assert sum(
        fois
        for codes in bilan.reponses.values()
        for code, fois in codes.items()
        if code != "acceptée"
    )
