"""L'annuaire des référents d'un département : qui, chez chaque opérateur, répond ou forme."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from eventsourcing.domain import event

from shared.personal_data.fields import personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

ANNUAIRES = uuid5(NAMESPACE_DNS, "referents.france-services.invalid")
GENRES = {"BACK_OFFICE": "back-office", "FORMATION": "formation"}


class ReferentInconnu(Refus):
    """L'annuaire de ce département n'a pas, ou plus, ce référent."""


def referent(dit: Mapping[str, Any]) -> UUID:
    """Chaque référent est une personne ; son identité ne dit rien de son adresse."""
    referent_id: UUID = dit["referent_id"]
    return referent_id


class AnnuaireReferents(Aggregate):
    """Tenu par la préfecture (A-112) ; chaque opérateur y a ses référents (A-087, A-123)."""

    TOPIC = "onboarding.AnnuaireReferents"

    class AnnuaireOuvert(Created):
        TOPIC = "onboarding.AnnuaireOuvert"
        PHRASE = "Annuaire des référents du département ouvert"
        departement: str

    class ReferentDesigne(Aggregate.Event):
        TOPIC = "onboarding.ReferentDesigne"
        PHRASE = "Référent local désigné par un opérateur"
        PERSONNELLES = personal(referent, "courriel")
        departement: str
        operateur: str
        genre: str
        referent_id: UUID
        fonction: str
        courriel: str

    class ReferentRetire(Aggregate.Event):
        TOPIC = "onboarding.ReferentRetire"
        PHRASE = "Référent retiré de l'annuaire"
        departement: str
        operateur: str
        referent_id: UUID

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Un annuaire par département."""
        return uuid5(ANNUAIRES, departement)

    @event(AnnuaireOuvert)
    def __init__(self, departement: str) -> None:
        self.departement = departement
        self.referents: dict[UUID, dict[str, str]] = {}
        self.designations = 0

    def designer(self, operateur: str, genre: str, fonction: str, courriel: str) -> None:
        """La même personne, pour le même rôle, ne se désigne qu'une fois."""
        dit = {"operateur": operateur, "genre": genre, "courriel": courriel.lower()}
        if any(dit.items() <= connu.items() for connu in self.referents.values()):
            return
        referent_id = uuid5(self.id, f"référent {self.designations + 1}")
        self._referent_designe(self.departement, operateur, genre, referent_id, fonction, courriel)

    def retirer(self, referent_id: UUID) -> None:
        if referent_id not in self.referents:
            raise ReferentInconnu(
                f"L'annuaire du département {self.departement} n'a pas de référent {referent_id}."
            )
        operateur = self.referents[referent_id]["operateur"]
        self._referent_retire(self.departement, operateur, referent_id)

    def nombre(self, genre: str) -> Counter[str]:
        """Combien de référents de ce genre a chaque opérateur."""
        return Counter(
            connu["operateur"] for connu in self.referents.values() if connu["genre"] == genre
        )

    @event(ReferentDesigne)
    def _referent_designe(
        self,
        departement: str,
        operateur: str,
        genre: str,
        referent_id: UUID,
        fonction: str,
        courriel: str,
    ) -> None:
        self.designations += 1
        self.referents[referent_id] = {
            "operateur": operateur,
            "genre": genre,
            "fonction": fonction,
            "courriel": courriel.lower(),
        }

    @event(ReferentRetire)
    def _referent_retire(self, departement: str, operateur: str, referent_id: UUID) -> None:
        del self.referents[referent_id]
