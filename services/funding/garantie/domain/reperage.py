"""Une MSAP inscrite se retrouve à sa commune et à son nom, si son label a une autre identité."""

from uuid import NAMESPACE_URL, UUID, uuid5

from shared.normalisation import normaliser
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class MSAPHomonyme(RefusDuMoment):
    """Une autre MSAP de ce nom est déjà inscrite dans la commune : une maison, une garantie."""


class ReperageMSAP(Aggregate):
    """Une par commune et par nom ; qui n'a pas de matricule n'a pas la même identité partout."""

    TOPIC = "funding.ReperageMSAP"

    class MSAPReperee(Created):
        TOPIC = "funding.MSAPReperee"
        PHRASE = "MSAP repérée par sa commune et son nom"
        structure_id: UUID
        commune_insee: str
        nom: str

        def apply(self, aggregate: "ReperageMSAP") -> None:
            aggregate.structure_id, aggregate.nom = self.structure_id, self.nom

        def details(self) -> str:
            return f"({self.commune_insee}, « {self.nom} »)"

    def __init__(self) -> None:
        self.structure_id, self.nom = UUID(int=0), ""

    @staticmethod
    def create_id(commune_insee: str, nom: str) -> UUID:
        """L'écriture du nom ne compte pas."""
        return uuid5(NAMESPACE_URL, f"{ReperageMSAP.TOPIC} {commune_insee} {normaliser(nom)}")

    @classmethod
    def reperer(cls, structure_id: UUID, commune_insee: str, nom: str) -> "ReperageMSAP":
        return cls.creer(
            cls.MSAPReperee, structure_id=structure_id, commune_insee=commune_insee, nom=nom
        )

    def exiger_la_meme(self, structure_id: UUID) -> None:
        if structure_id != self.structure_id:
            raise MSAPHomonyme(
                f"« {self.nom} » est déjà inscrite dans cette commune, sous un autre matricule ou "
                "une autre adresse : ne la redites pas ; si ce sont deux maisons, distinguez leurs "
                "noms."
            )
