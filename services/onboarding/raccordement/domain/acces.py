"""L'accès d'une structure à la plateforme suit son label : gelé, rendu, fermé (INV-13)."""

from datetime import date
from uuid import UUID

from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.personal_data.fields import contact, personal
from shared.structures import DesignationEnregistree
from shared.typographie import jour_long


class Acces(Raccordement.Event):
    """Ce que devient l'accès de la structure."""

    PERSONNELLES = personal(contact, "structure.courriel")
    label_id: UUID
    structure: DesignationEnregistree


class AccesSuspendu(Acces):
    TOPIC = "onboarding.AccesSuspendu"
    PHRASE = "Accès à la plateforme gelé : le label est suspendu"

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.acces = "SUSPENDU"


class AccesRetabli(Acces):
    TOPIC = "onboarding.AccesRetabli"
    PHRASE = "Accès à la plateforme rendu : le label vaut de nouveau"

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.acces = "OUVERT"


class AccesFerme(Acces):
    TOPIC = "onboarding.AccesFerme"
    PHRASE = "Accès à la plateforme fermé : lien révoqué, compte et applications clos"
    le: str
    raison: str

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.acces_avant, aggregate.acces = aggregate.acces, "FERME"

    def details(self) -> str:
        return f"(label jusqu'au {jour_long(date.fromisoformat(self.le))})"


def suspendre(raccordement: Raccordement) -> None:
    if raccordement.acces == "OUVERT":
        _enregistrer(raccordement, AccesSuspendu)


def retablir(raccordement: Raccordement) -> None:
    """Ce qui est fermé le reste : un autre label ouvrira un autre raccordement."""
    if raccordement.acces == "SUSPENDU":
        _enregistrer(raccordement, AccesRetabli)


def fermer(raccordement: Raccordement, le: date, raison: str) -> None:
    """`le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin."""
    if raccordement.acces != "FERME":
        _enregistrer(raccordement, AccesFerme, le=le.isoformat(), raison=raison)


def _enregistrer(raccordement: Raccordement, kind: type[Acces], **dit: str) -> None:
    raccordement.enregistrer(
        kind, label_id=raccordement.label_id, structure=raccordement.structure, **dit
    )
