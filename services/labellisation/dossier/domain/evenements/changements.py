"""Les changements d'une structure, et sa fin : horaires, porteur, antennes, fermeture."""

from datetime import date
from uuid import UUID

from services.labellisation.dossier.domain.dossier import Dossier, FaitDesigne
from shared.typographie import jour_long


class FicheChangee(FaitDesigne):
    """La fiche dit désormais autre chose."""

    def apply(self, aggregate: Dossier) -> None:
        aggregate.fiche = self.fiche


class HorairesModifies(FicheChangee):
    TOPIC = "labellisation.HorairesModifies"
    PHRASE = "Horaires d'ouverture modifiés"


class PorteurChange(FicheChangee):
    TOPIC = "labellisation.PorteurChange"
    PHRASE = "Porteur de la structure changé"

    def details(self) -> str:
        return f"({self.fiche['porteur']})"


class AntenneRattachee(FaitDesigne):
    TOPIC = "labellisation.AntenneRattachee"
    PHRASE = "Antenne rattachée ; elle n'est pas labellisée par elle-même (X-01)"
    nom: str
    commune_insee: str
    commune: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.antennes = (*aggregate.antennes, (self.nom, self.commune_insee))

    def details(self) -> str:
        return f"({self.nom}, {self.commune})"


class Fermee(FaitDesigne):
    """La structure n'agit plus sous ce dossier, et son label, s'il y en a un, ne vaut plus."""

    structure_id: UUID
    label_id: UUID | None
    date_effet: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.label_id, aggregate.echeance = None, ""
        aggregate.alertes = frozenset()
        aggregate.nouveau_cycle()


class StructureFermee(Fermee):
    TOPIC = "labellisation.StructureFermee"
    PHRASE = "Structure fermée"
    VERS = "FERMEE"
    raison: str

    def details(self) -> str:
        return f"(le {jour_long(date.fromisoformat(self.date_effet))} : {self.raison})"
