"""Ce que disent tous les faits d'un droit : de quel label, de quelle année, de quelle structure."""

from uuid import UUID

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.structures import DesignationEnregistree


class PremierFait(Created):
    """La décision d'où le droit commence."""

    PERSONNELLES = personal(contact, "structure.courriel")
    label_id: UUID
    annee: int
    structure: DesignationEnregistree


class FaitDuDroit(Aggregate.Event):
    """Ce qui arrive ensuite au droit."""

    PERSONNELLES = personal(contact, "structure.courriel")
    label_id: UUID
    annee: int
    structure: DesignationEnregistree
