"""Le droit d'une structure labellisée au forfait de fonctionnement, année par année."""

from typing import Any
from uuid import UUID, uuid5

from shared.domain import Aggregate, Created
from shared.personal import contact, personal
from shared.typographie import euros


class DroitAuForfait(Aggregate):
    """Ouvert ou refusé une fois par label et par année, d'après le barème daté (A-032)."""

    TOPIC = "funding.DroitAuForfait"

    class DroitOuvert(Created):
        """Droit au forfait de fonctionnement ouvert."""

        TOPIC = "funding.DroitOuvert"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        annee: int
        structure: dict[str, Any]
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str

        def details(self) -> str:
            parts = (f"{fonds} {euros(part)}" for fonds, part in self.parts_centimes.items())
            dont = ", ".join(parts) or "ventilation à déterminer"
            return f"({euros(self.montant_centimes)} pour {self.annee} : {dont})"

    class DroitRefuse(Created):
        """Droit au forfait refusé."""

        TOPIC = "funding.DroitRefuse"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        annee: int
        structure: dict[str, Any]
        raison: str

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    @staticmethod
    def create_id(label_id: UUID, annee: int) -> UUID:
        """Un droit par label et par année."""
        return uuid5(label_id, f"forfait {annee}")

    @classmethod
    def ouvrir(
        cls,
        label_id: UUID,
        annee: int,
        structure: dict[str, Any],
        montant_centimes: int,
        parts_centimes: dict[str, int],
        regles: list[str],
        source: str,
    ) -> "DroitAuForfait":
        return cls._create(
            cls.DroitOuvert,
            label_id=label_id,
            annee=annee,
            structure=structure,
            montant_centimes=montant_centimes,
            parts_centimes=parts_centimes,
            regles=regles,
            source=source,
        )

    @classmethod
    def refuser(
        cls, label_id: UUID, annee: int, structure: dict[str, Any], raison: str
    ) -> "DroitAuForfait":
        return cls._create(
            cls.DroitRefuse, label_id=label_id, annee=annee, structure=structure, raison=raison
        )
