"""L'annuaire des référents d'un département : qui, chez chaque opérateur, répond ou forme."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import Socle
from shared.adresse import cle
from shared.personal_data.fields import personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment

ANNUAIRES = uuid5(NAMESPACE_DNS, "referents.france-services.invalid")


class ReferentInconnu(RefusDuMoment):
    """L'annuaire de ce département n'a pas, ou plus, ce référent."""


class Referent(TypedDict):
    """Un référent : chez qui, pour quoi (`BACK_OFFICE`, `FORMATION`), et où lui écrire."""

    operateur: str
    genre: str
    fonction: str
    courriel: str


def referent(faits: Mapping[str, Any]) -> UUID:
    """Chaque référent est une personne ; son identité ne dit rien de son adresse."""
    referent_id: UUID = faits["referent_id"]
    return referent_id


class AnnuaireReferents(Aggregate):
    """Tenu par la préfecture (A-112) ; chaque opérateur y a ses référents (A-087, A-123)."""

    TOPIC = "onboarding.AnnuaireReferents"

    class AnnuaireOuvert(Created):
        TOPIC = "onboarding.AnnuaireOuvert"
        PHRASE = "Annuaire des référents du département ouvert"
        departement: str

        def apply(self, aggregate: "AnnuaireReferents") -> None:
            aggregate.departement = self.departement

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

        def apply(self, aggregate: "AnnuaireReferents") -> None:
            aggregate.designations += 1
            aggregate.referents[self.referent_id] = {
                "operateur": self.operateur,
                "genre": self.genre,
                "fonction": self.fonction,
                "courriel": cle(self.courriel),
            }

    class ReferentRetire(Aggregate.Event):
        TOPIC = "onboarding.ReferentRetire"
        PHRASE = "Référent retiré de l'annuaire"
        departement: str
        operateur: str
        referent_id: UUID

        def apply(self, aggregate: "AnnuaireReferents") -> None:
            del aggregate.referents[self.referent_id]

    def __init__(self) -> None:
        self.departement: str
        self.referents: dict[UUID, Referent] = {}
        self.designations = 0

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Un annuaire par département."""
        return uuid5(ANNUAIRES, departement)

    @classmethod
    def ouvrir(cls, departement: str) -> "AnnuaireReferents":
        return cls.creer(cls.AnnuaireOuvert, departement=departement)

    def designer(
        self, operateur: str, genre: str, fonction: str, courriel: str, socle: Socle
    ) -> UUID:
        """L'identité du référent ; la même personne, pour le même rôle, garde la sienne.

        A-087, A-112, A-123.
        """
        code = socle.code(operateur)
        if known := self._designes(code, genre, cle(courriel)):
            return known[0]
        referent_id = uuid5(self.id, f"référent {self.designations + 1}")
        self.enregistrer(
            self.ReferentDesigne,
            selon=[socle.id],
            departement=self.departement,
            operateur=code,
            genre=genre,
            referent_id=referent_id,
            fonction=fonction,
            courriel=courriel,
        )
        return referent_id

    def retirer(self, referent_id: UUID) -> None:
        if referent_id not in self.referents:
            raise ReferentInconnu(
                f"L'annuaire du département {self.departement} n'a pas de référent {referent_id}."
            )
        self.enregistrer(
            self.ReferentRetire,
            departement=self.departement,
            operateur=self.referents[referent_id]["operateur"],
            referent_id=referent_id,
        )

    def _designes(self, *cle: str) -> list[UUID]:
        """Qui a cet opérateur, ce genre et cette adresse."""
        return [
            referent_id
            for referent_id, r in self.referents.items()
            if (r["operateur"], r["genre"], r["courriel"]) == cle
        ]

    def nombre(self, genre: str) -> Counter[str]:
        """Combien de référents de ce genre a chaque opérateur."""
        return Counter(
            connu["operateur"] for connu in self.referents.values() if connu["genre"] == genre
        )
