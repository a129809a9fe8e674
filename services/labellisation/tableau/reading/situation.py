"""Retrouver la commune d'une ligne dont la liste dit mal le code, ou le tait."""

from dataclasses import replace

from services.labellisation.geographie.domain import Commune, Geographie, retrouver
from services.labellisation.tableau.reading.fiche import Ligne
from shared.departements.table import du_code_postal


def situer(ligne: Ligne, geographie: Geographie) -> tuple[Ligne, str]:
    """La ligne, dans la commune que dit son nom si son code ne va pas ; et ce qu'on en dit."""
    fiche = ligne.fiche
    connue = geographie.commune(fiche.commune_insee) if fiche.commune_insee else None
    if connue and connue.departement == fiche.departement:
        return ligne, ""
    departements = (fiche.departement, du_code_postal(fiche.code_postal))
    if trouvee := retrouver(geographie, fiche.commune, departements):
        return _dans(ligne, trouvee), (
            f"commune retrouvée par son nom et son département : {trouvee.nom} ({trouvee.code})"
        )
    if fiche.commune_insee and connue is None:
        return ligne, (
            f"code absent du code officiel géographique ({geographie.millesime}) : gardé tel quel"
        )
    return ligne, ""


def _dans(ligne: Ligne, commune: Commune) -> Ligne:
    situee = ligne.fiche.model_copy(
        update={"commune_insee": commune.code, "departement": commune.departement}
    )
    return replace(ligne, fiche=situee)
