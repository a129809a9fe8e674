"""The same journey, embedded and on real servers, must give the same result."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from shared.contracts.labellisation import StructureLabellisee
from tests.droits_dus import annees_dues, courriels_dus, etats_dus
from tests.journeys.parcours import Driver, Parcours, attendus

DECISIONS = {"DroitOuvert", "DroitRefuse", "DroitEnAttente"}


def test_du_tableau_du_prefet_aux_quatre_reactions(driver: Driver, tmp_path: Path) -> None:
    """A-012, A-020 à A-024, A-032, A-045, A-057, A-116 à A-118."""
    lignes, refusees, corses = attendus()
    labellisees = lignes - refusees
    parcours = Parcours(driver)

    parcours.preparer(tmp_path)
    assert (parcours.rendu.tableau.lues, parcours.rendu.rejetees) == (lignes, 0)

    parcours.jusqu_a(
        lambda: (
            parcours.etats("labellisation", "dossiers")
            == {"LABELLISEE": labellisees, "NON_RETENUE": refusees}
            and parcours.droits_decides()
            and parcours.etats("onboarding", "raccordements")
            == {"APPLICATIONS_OUVERTES": labellisees}
            and parcours.etats("onboarding", "annexes")
            == {"GENEREE": labellisees - corses, "EN_ATTENTE": corses}
        )
    )
    parcours.engager("2B", "CNAV")
    parcours.jusqu_a(lambda: parcours.etats("onboarding", "annexes") == {"GENEREE": labellisees})
    assert len(parcours.labels) == labellisees
    droits = etats_dus(parcours.labels)
    prevenus = 7 * labellisees + courriels_dus(droits) + 2 * refusees + corses
    parcours.jusqu_a(lambda: parcours.etats("notifications", "courriels") == {"REMIS": prevenus})

    assert not parcours.refus
    verifier_fichiers(driver, labellisees, prevenus)
    verifier_histoires(driver, parcours.labels)


def verifier_fichiers(driver: Driver, labellisees: int, prevenus: int) -> None:
    annexes = driver.rows("onboarding", "SELECT * FROM annexes")
    pdfs = {driver.documents / row["fichier_pdf"] for row in annexes}
    assert len(pdfs) == labellisees
    assert all(path.read_bytes().startswith(b"%PDF") for path in pdfs)
    assert len(list(driver.courriels.glob("*.eml"))) == prevenus


def verifier_histoires(driver: Driver, labels: Sequence[StructureLabellisee]) -> None:
    """Check that each label has each reaction exactly once, with any driver."""
    une_fois = {
        "labellisation": ["StructureLabellisee", "AccordPrealableDonne"],
        "onboarding": ["LienInscriptionEnvoye", "CompteStructureCree", "AnnexeGeneree"],
    }
    for label in labels:
        structure_id = label.structure_id
        decides = [each["evenement"] for each in driver.history("funding", structure_id)]
        assert sum(each in DECISIONS for each in decides) == len(annees_dues(label))
        for service, evenements in une_fois.items():
            vus = Counter(each["evenement"] for each in driver.history(service, structure_id))
            assert {evenement: vus[evenement] for evenement in evenements} == dict.fromkeys(
                evenements, 1
            )
