"""Trouver un dossier, et vérifier que celui qui demande en a la charge."""

from datetime import date
from typing import Any

from services.labellisation.domain import Dossier
from services.labellisation.geographie.domain import (
    Commune,
    Geographie,
    exiger_commune,
    exiger_commune_du_departement,
    maillage_de,
    regle_du_code,
)
from shared.clock import paris_date
from shared.contracts.structure import Fiche
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService
from shared.recording.provenance import current


def aujourd_hui() -> date:
    """Le jour civil de ce qui est demandé, heure de Paris."""
    return paris_date(current().survenu_le)


class Dossiers(LegacyService):
    """Ce dont chaque intention a besoin : un dossier, une commune."""

    geographie: Geographie

    def dossier(self, message: Any) -> Dossier:
        """Le dossier dont il est question ; un préfet n'atteint que son département (A-020)."""
        dossier = self.load_or_refuse(Dossier, Dossier.create_id(message.structure_id))
        self.within(dossier.departement)
        return dossier

    def commune(self, code: str) -> Commune:
        commune = exiger_commune(self.geographie, code)
        cite(regle_du_code(self.geographie))
        return commune

    def reperee(self, dite: Fiche) -> dict[str, Any]:
        """La fiche et son maillage, d'après la commune dite."""
        self.within(dite.departement)
        commune = exiger_commune_du_departement(
            self.geographie, dite.commune_insee, dite.departement
        )
        cite(regle_du_code(self.geographie))
        fiche = dite.model_copy(update={"commune": commune.nom})
        maillage = maillage_de(commune, self.geographie)
        return {"fiche": fiche.model_dump(mode="json"), "maillage": maillage}

    def maillage_publie(self, fiche: Fiche) -> Any:
        """Celui d'une commune publiée, même si elle n'est plus dans le code chargé (A-131)."""
        commune = self.geographie.commune(fiche.commune_insee)
        if commune:
            return maillage_de(commune, self.geographie)
        vide = {"departement": fiche.departement, "canton": "", "epci": ""}
        return {**vide, "millesime": self.geographie.millesime}
