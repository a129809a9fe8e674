"""La mission : une équipe d'auditeurs, et les audits de son programme (A-002)."""

from collections.abc import Hashable, Iterable
from uuid import UUID, uuid5

from services.audit.conduite.domain.audit import Membre
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class HorsMission(RefusDuMoment):
    """Une équipe se compose de membres de sa mission."""


class MissionAudit(Aggregate):
    """Le programme d'une équipe sur plusieurs audits ; qui la compose, et ce qu'elle visitera."""

    TOPIC = "audit.MissionAudit"

    class MissionConstituee(Created):
        TOPIC = "audit.MissionConstituee"
        PHRASE = "Mission d'audit constituée"
        mission_id: UUID
        intitule: str
        membres: list[Membre]

        def apply(self, mission: "MissionAudit") -> None:
            mission.intitule, mission.membres = self.intitule, self.membres

        def details(self) -> str:
            return f"(« {self.intitule} », {len(self.membres)} membres)"

    class MissionRecomposee(Aggregate.Event):
        TOPIC = "audit.MissionRecomposee"
        PHRASE = "Mission d'audit recomposée"
        membres: list[Membre]

        def apply(self, mission: "MissionAudit") -> None:
            mission.membres = self.membres

    class AuditsProgrammes(Aggregate.Event):
        TOPIC = "audit.AuditsProgrammes"
        PHRASE = "Audits inscrits au programme d'une mission"
        audits: list[UUID]

        def apply(self, mission: "MissionAudit") -> None:
            mission.audits.extend(self.audits)

        def details(self) -> str:
            return f"({len(self.audits)} audit(s))"

    def __init__(self) -> None:
        self.intitule = ""
        self.membres: list[Membre] = []
        self.audits: list[UUID] = []

    @property
    def etape(self) -> Hashable:
        return "CONSTITUEE"

    @staticmethod
    def create_id(mission_id: UUID) -> UUID:
        """Qui constitue la mission choisit `mission_id`, et ne choisit donc pas l'identité."""
        return uuid5(mission_id, MissionAudit.TOPIC)

    @classmethod
    def constituer(
        cls, mission_id: UUID, intitule: str, membres: list[Membre], selon: Iterable[str] = ()
    ) -> "MissionAudit":
        return cls.creer(
            cls.MissionConstituee,
            selon=selon,
            mission_id=mission_id,
            intitule=intitule,
            membres=membres,
        )

    def recomposer(self, membres: list[Membre], selon: Iterable[str] = ()) -> None:
        if membres != self.membres:
            self.enregistrer(self.MissionRecomposee, selon=selon, membres=membres)

    def programmer(self, audits: list[UUID]) -> None:
        nouveaux = [each for each in dict.fromkeys(audits) if each not in self.audits]
        if nouveaux:
            self.enregistrer(self.AuditsProgrammes, audits=nouveaux)

    def verifier_membres(self, comptes: list[str]) -> None:
        etrangers = sorted(set(comptes) - {membre["id"] for membre in self.membres})
        if etrangers:
            raise HorsMission(
                f"{', '.join(etrangers)} n'est pas de la mission « {self.intitule} »."
            )
