"""Le code officiel géographique, chargé depuis les fichiers de l'INSEE."""

from importlib.resources import as_file, files
from pathlib import Path

from services.labellisation.geographie.questions import (
    CodeGeographique,
    Commune,
    CommunesChargees,
    lire_communes,
)
from services.labellisation.tableau.questions import Tableau, TableauRefuse
from shared.contracts.structure import Fiche
from shared.runtime.component import Component

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


def fichiers_geographie(dossier: Path) -> tuple[Path, Path, Path | None]:
    """Les fichiers des communes, des départements et, s'il y est, des communes déléguées."""
    communes = [p for p in sorted(dossier.glob("communes*.csv")) if "deleguees" not in p.name]
    departements = dossier / "departements.csv"
    if not communes or not departements.is_file():
        raise TableauRefuse(
            f"Le dossier « {dossier} » ne contient pas communes*.csv et departements.csv."
        )
    deleguees = sorted(dossier.glob("*deleguees*.csv"))
    return communes[-1], departements, deleguees[-1] if deleguees else None


def charger(labellisation: Component, geographie: CodeGeographique) -> bool:
    """Remplace le code chargé ; dit s'il y avait du nouveau."""
    return chargees(labellisation).charger(geographie)


def chargees(labellisation: Component) -> CommunesChargees:
    return CommunesChargees(labellisation.model)


def lire_dossier(dossier: Path, millesime: int | None = None) -> CodeGeographique:
    """Lit un dossier de fichiers de l'INSEE ; TableauRefuse s'il est incomplet ou incohérent."""
    communes, departements, deleguees = fichiers_geographie(dossier)
    return lire_communes(communes, departements, deleguees, millesime=millesime)


def communes_du_tableau(tableau: Tableau) -> CodeGeographique:
    """Faute de code officiel, les communes que dit le tableau : rien n'est alors vérifié."""
    communes = {ligne.fiche.commune_insee: commune_de(ligne.fiche) for ligne in tableau.lignes}
    return CodeGeographique(SANS_MILLESIME, (), (), tuple(communes.values()))


def commune_de(fiche: Fiche) -> Commune:
    return Commune(
        code=fiche.commune_insee,
        nom=fiche.commune,
        departement=fiche.departement,
        departement_nom="",
        canton_code="",
        canton="",
        epci="",
        latitude=None,
        longitude=None,
        code_actuel=fiche.commune_insee,
    )
