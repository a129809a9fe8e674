"""Le code officiel géographique, chargé depuis les fichiers de l'INSEE."""

from importlib.resources import as_file, files
from pathlib import Path

from services.labellisation.geographie.questions import (
    CodeGeographique,
    Commune,
    CommunesChargees,
    lire_dossier,
)
from services.labellisation.tableau.questions import Tableau, TableauRefuse
from shared.contracts.structure import Fiche
from shared.departements.table import de_la_commune
from shared.runtime.component import Component

__all__ = ["charger", "chargees", "choisir", "communes_du_tableau", "lire_dossier"]

SANS_MILLESIME = 0
MILLESIME_DE_L_ECHANTILLON = 2024


def choisir(dossier: Path | None, millesime: int | None, echantillon: bool) -> CodeGeographique:
    """Ce dossier, ou les quelques communes qui viennent avec le programme : l'un des deux."""
    if (dossier is None) != echantillon:
        raise TableauRefuse(
            "Donnez le dossier des fichiers de l'INSEE, ou --echantillon pour un simple essai."
        )
    if dossier is not None:
        return lire_dossier(dossier, millesime)
    with as_file(files("console") / "echantillon") as communes:
        return lire_dossier(communes, MILLESIME_DE_L_ECHANTILLON)


def charger(labellisation: Component, geographie: CodeGeographique) -> bool:
    """Remplace le code chargé ; dit s'il y avait du nouveau."""
    return chargees(labellisation).charger(geographie)


def chargees(labellisation: Component) -> CommunesChargees:
    return CommunesChargees(labellisation.model)


def communes_du_tableau(tableau: Tableau) -> CodeGeographique:
    """Faute de code officiel, les communes que dit le tableau : rien n'est alors vérifié."""
    situees = [ligne.fiche for ligne in tableau.lignes if ligne.fiche.commune_insee]
    communes = {fiche.commune_insee: commune_de(fiche) for fiche in situees}
    return CodeGeographique(SANS_MILLESIME, (), (), tuple(communes.values()))


def commune_de(fiche: Fiche) -> Commune:
    return Commune(
        code=fiche.commune_insee,
        nom=fiche.commune,
        departement=de_la_commune(fiche.commune_insee),
        departement_nom="",
        canton_code="",
        canton="",
        epci="",
        latitude=None,
        longitude=None,
        code_actuel=fiche.commune_insee,
    )
