"""Les remarques d'un audit : émises par l'auditeur, traitées par le porteur, levées (A-017)."""

from collections.abc import Hashable, Iterable
from typing import Literal
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.audit.preuves.domain import PreuveEnregistree
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment

Etat = Literal["EMISE", "TRAITEE", "LEVEE"]
ETATS: dict[Etat, str] = {"EMISE": "émise", "TRAITEE": "traitée", "LEVEE": "levée"}


class RemarqueInconnue(RefusDuMoment):
    """Cet audit n'a pas de remarque de cette identité."""


class RemarqueNonTraitee(RefusDuMoment):
    """Une remarque ne se lève qu'une fois traitée par le porteur (A-017)."""


class RemarqueDejaLevee(RefusDuMoment):
    """Une remarque levée ne se traite plus."""


class RemarqueSuivie(TypedDict):
    """Une remarque, la réponse du porteur et où elle en est."""

    critere: str
    texte: str
    reponse: str
    etat: Etat


class Remarques(Aggregate):
    """Les remarques d'un audit ; leur vie continue après sa conclusion."""

    TOPIC = "audit.Remarques"

    class RemarquesOuvertes(Created):
        TOPIC = "audit.RemarquesOuvertes"
        PHRASE = "Suivi des remarques ouvert"
        audit_id: UUID
        signalement_id: UUID
        structure_id: UUID

        def apply(self, remarques: "Remarques") -> None:
            remarques.audit_id, remarques.signalement_id = self.audit_id, self.signalement_id

    class RemarqueFormulee(Aggregate.Event):
        TOPIC = "audit.RemarqueFormulee"
        PHRASE = "Remarque formulée"
        remarque_id: UUID
        audit_id: UUID
        critere: str
        texte: str
        auteur: str
        organisme: str

        def apply(self, remarques: "Remarques") -> None:
            remarques.par_id[self.remarque_id] = {
                "critere": self.critere,
                "texte": self.texte,
                "reponse": "",
                "etat": "EMISE",
            }

        def details(self) -> str:
            return f"({self.critere} : « {self.texte} »)"

    class RemarqueTraitee(Aggregate.Event):
        TOPIC = "audit.RemarqueTraitee"
        PHRASE = "Remarque traitée par le porteur"
        remarque_id: UUID
        reponse: str
        preuves: list[PreuveEnregistree]

        def apply(self, remarques: "Remarques") -> None:
            suivie = remarques.par_id[self.remarque_id]
            suivie["reponse"], suivie["etat"] = self.reponse, "TRAITEE"

        def details(self) -> str:
            return f"(« {self.reponse} » ; {len(self.preuves)} preuve(s))"

    class RemarqueLevee(Aggregate.Event):
        TOPIC = "audit.RemarqueLevee"
        PHRASE = "Remarque levée"
        remarque_id: UUID
        audit_id: UUID
        critere: str

        def apply(self, remarques: "Remarques") -> None:
            remarques.par_id[self.remarque_id]["etat"] = "LEVEE"

        def details(self) -> str:
            return f"({self.critere})"

    class RemarquesIntegralementLevees(Aggregate.Event):
        TOPIC = "audit.RemarquesIntegralementLevees"
        PHRASE = "Toutes les remarques de l'audit sont levées"
        audit_id: UUID
        signalement_id: UUID

    def __init__(self) -> None:
        self.audit_id = self.signalement_id = UUID(int=0)
        self.par_id: dict[UUID, RemarqueSuivie] = {}

    @property
    def etape(self) -> Hashable:
        return self.version

    @staticmethod
    def create_id(audit_id: UUID) -> UUID:
        """Un suivi par audit : son identité se déduit."""
        return uuid5(audit_id, Remarques.TOPIC)

    @classmethod
    def ouvrir(
        cls, audit_id: UUID, signalement_id: UUID, structure_id: UUID, selon: Iterable[str] = ()
    ) -> "Remarques":
        return cls.creer(
            cls.RemarquesOuvertes,
            selon=selon,
            audit_id=audit_id,
            signalement_id=signalement_id,
            structure_id=structure_id,
        )

    def suivies(self) -> list[RemarqueSuivie]:
        return [{**each} for each in self.par_id.values()]

    def formuler(
        self, critere: str, texte: str, auteur: str, organisme: str, selon: Iterable[str] = ()
    ) -> UUID:
        """L'identité de la remarque, qui rouvre le suivi si toutes étaient levées."""
        remarque_id = uuid5(self.id, f"remarque {len(self.par_id) + 1}")
        self.enregistrer(
            self.RemarqueFormulee,
            selon=selon,
            remarque_id=remarque_id,
            audit_id=self.audit_id,
            critere=critere,
            texte=texte,
            auteur=auteur,
            organisme=organisme,
        )
        return remarque_id

    def traiter(self, remarque_id: UUID, reponse: str, preuves: list[PreuveEnregistree]) -> None:
        """Le porteur peut compléter sa réponse tant que la remarque n'est pas levée."""
        if self._suivie(remarque_id)["etat"] == "LEVEE":
            raise RemarqueDejaLevee(f"La remarque {remarque_id} est déjà levée.")
        self.enregistrer(
            self.RemarqueTraitee, remarque_id=remarque_id, reponse=reponse, preuves=preuves
        )

    def lever(self, remarque_id: UUID) -> None:
        suivie = self._suivie(remarque_id)
        if suivie["etat"] == "LEVEE":
            return
        if suivie["etat"] == "EMISE":
            raise RemarqueNonTraitee(
                f"La remarque {remarque_id} n'a pas été traitée : le porteur doit d'abord dire, "
                "preuve à l'appui, ce qu'il a fait (TraiterRemarque)."
            )
        self.enregistrer(
            self.RemarqueLevee,
            remarque_id=remarque_id,
            audit_id=self.audit_id,
            critere=suivie["critere"],
        )
        if all(each["etat"] == "LEVEE" for each in self.par_id.values()):
            self.enregistrer(
                self.RemarquesIntegralementLevees,
                audit_id=self.audit_id,
                signalement_id=self.signalement_id,
            )

    def _suivie(self, remarque_id: UUID) -> RemarqueSuivie:
        if remarque_id not in self.par_id:
            raise RemarqueInconnue(f"L'audit {self.audit_id} n'a pas de remarque {remarque_id}.")
        return self.par_id[remarque_id]
