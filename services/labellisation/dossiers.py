"""Trouver un dossier, et vérifier que celui qui demande en a la charge."""

from datetime import date
from typing import Any, Protocol

from services.labellisation.candidature import CommuneHorsDepartement, CommuneInconnue
from services.labellisation.domain import Dossier
from services.labellisation.geographie import Commune
from shared.clock import paris_date
from shared.contracts.structure import Fiche
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService
from shared.recording.provenance import current


class Geographie(Protocol):
    """Le code officiel géographique tel qu'il a été chargé."""

    @property
    def millesime(self) -> str: ...

    def commune(self, code: str) -> Commune | None: ...


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
        commune = self.geographie.commune(code)
        if commune is None:
            raise CommuneInconnue(
                f"Le code commune {code} n'existe pas dans le code officiel "
                f"géographique chargé ({self.geographie.millesime}) : "
                "vérifiez la colonne « code INSEE »."
            )
        cite(f"COG@{self.geographie.millesime}")
        return commune

    def reperee(self, dite: Fiche) -> dict[str, Any]:
        """La fiche et son maillage, d'après la commune dite."""
        self.within(dite.departement)
        commune = self.commune(dite.commune_insee)
        if commune.departement != dite.departement:
            raise CommuneHorsDepartement(
                f"La commune {commune.nom} ({dite.commune_insee}) est dans le département "
                f"{commune.departement}, pas dans le {dite.departement}."
            )
        fiche = dite.model_copy(update={"commune": commune.nom})
        return {"fiche": fiche.model_dump(mode="json"), "maillage": self._maillage(commune)}

    def maillage_publie(self, fiche: Fiche) -> dict[str, str]:
        """Celui d'une commune publiée, même si elle n'est plus dans le code chargé (A-131)."""
        commune = self.geographie.commune(fiche.commune_insee)
        if commune:
            return self._maillage(commune)
        vide = {"departement": fiche.departement, "canton": "", "epci": ""}
        return {**vide, "millesime": self.geographie.millesime}

    def _maillage(self, commune: Commune) -> dict[str, str]:
        return {
            "departement": commune.departement_nom,
            "canton": commune.canton,
            "epci": commune.epci,
            "millesime": self.geographie.millesime,
        }
