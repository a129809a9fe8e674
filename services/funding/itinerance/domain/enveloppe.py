"""L'enveloppe d'un programme : des aides réservées, accordées, libérées, dans l'ordre (INV-11)."""

from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.funding.itinerance.domain.inscription import (
    ORDRES,
    AideDejaAccordee,
    AideNonReservee,
    BusDejaInscrit,
    Etat,
    Inscription,
)
from services.funding.itinerance.rules.programme import Ordre, Programme
from shared.recording.aggregates import Aggregate, Created
from shared.typographie import euros, jour_long


class EnveloppeItinerance(Aggregate):
    """Une par programme ; ce qui est réservé ou accordé ne la dépasse jamais (INV-11)."""

    TOPIC = "funding.EnveloppeItinerance"

    class EnveloppeOuverte(Created):
        TOPIC = "funding.EnveloppeOuverte"
        PHRASE = "Enveloppe d'aide aux bus ouverte"
        programme: str
        financeur: str
        montant_centimes: int
        par_structure_centimes: int
        ordre: Ordre

        def apply(self, aggregate: "EnveloppeItinerance") -> None:
            aggregate.programme, aggregate.financeur = self.programme, self.financeur
            aggregate.montant = self.montant_centimes
            aggregate.par_structure = self.par_structure_centimes
            aggregate.ordre = self.ordre

        def details(self) -> str:
            return f"({euros(self.montant_centimes)}, {self.financeur})"

    class BusInscrit(Aggregate.Event):
        TOPIC = "funding.BusInscrit"
        PHRASE = "Bus inscrit à l'aide"
        structure_id: UUID
        programme: str
        format: str
        recu_le: datetime
        rang: int

        def apply(self, aggregate: "EnveloppeItinerance") -> None:
            aggregate.inscriptions[self.structure_id] = Inscription(
                self.structure_id, self.recu_le, self.rang
            )

        def details(self) -> str:
            return f"(n° {self.rang})"

    class AideBusReservee(Aggregate.Event):
        TOPIC = "funding.AideBusReservee"
        PHRASE = "Aide au bus réservée"
        structure_id: UUID
        programme: str
        montant_centimes: int

        def apply(self, aggregate: "EnveloppeItinerance") -> None:
            aggregate.inscriptions[self.structure_id].etat = "RESERVEE"
            aggregate.engage += self.montant_centimes

        def details(self) -> str:
            return f"({euros(self.montant_centimes)})"

    class BusMisEnListeDAttente(Aggregate.Event):
        TOPIC = "funding.BusMisEnListeDAttente"
        PHRASE = "Bus mis en liste d'attente : rien ne reste dans l'enveloppe"
        structure_id: UUID
        programme: str

    class AideBusAccordee(Aggregate.Event):
        TOPIC = "funding.AideBusAccordee"
        PHRASE = "Aide au bus accordée"
        structure_id: UUID
        programme: str
        financeur: str
        montant_centimes: int
        du: str
        au: str

        def apply(self, aggregate: "EnveloppeItinerance") -> None:
            aggregate.inscriptions[self.structure_id].etat = "ACCORDEE"

        def details(self) -> str:
            fin = jour_long(date.fromisoformat(self.au))
            return f"({euros(self.montant_centimes)}, jusqu'au {fin})"

    class ReservationLiberee(Aggregate.Event):
        TOPIC = "funding.ReservationLiberee"
        PHRASE = "Aide au bus libérée"
        structure_id: UUID
        programme: str
        montant_centimes: int
        accordee: bool
        raison: str

        def apply(self, aggregate: "EnveloppeItinerance") -> None:
            aggregate.inscriptions[self.structure_id].etat = "LIBEREE"
            aggregate.engage -= self.montant_centimes

        def details(self) -> str:
            return f"({self.raison})"

    class EnveloppeEpuisee(Aggregate.Event):
        TOPIC = "funding.EnveloppeEpuisee"
        PHRASE = "Enveloppe d'aide aux bus épuisée"
        programme: str
        engage_centimes: int

        def details(self) -> str:
            return f"({euros(self.engage_centimes)} engagés)"

    @staticmethod
    def create_id(programme: str) -> UUID:
        """Une enveloppe par programme."""
        return uuid5(NAMESPACE_URL, f"{EnveloppeItinerance.TOPIC} {programme}")

    def __init__(self) -> None:
        self.programme, self.financeur = "", ""
        self.montant, self.par_structure, self.engage = 0, 0, 0
        self.ordre: Ordre = "ORDRE_INSCRIPTION"
        self.inscriptions: dict[UUID, Inscription] = {}

    @classmethod
    def ouvrir(cls, regle: Programme) -> "EnveloppeItinerance":
        """À la première inscription, aux conditions du programme."""
        return cls.creer(
            cls.EnveloppeOuverte,
            selon=[regle.id],
            programme=regle.id,
            financeur=regle.financeur,
            montant_centimes=regle.montant_centimes,
            par_structure_centimes=regle.par_structure_centimes,
            ordre=regle.ordre,
        )

    @property
    def en_attente(self) -> list[Inscription]:
        """Les bus qui attendent, dans l'ordre enregistré avec l'enveloppe (X-09)."""
        waiting = [each for each in self.inscriptions.values() if each.etat == "EN_ATTENTE"]
        return sorted(waiting, key=ORDRES[self.ordre])

    def inscrire(self, structure_id: UUID, format: str, recu_le: datetime) -> None:
        """C.7-10 : l'inscription réserve l'aide s'il en reste une, sinon elle attend."""
        if structure_id in self.inscriptions:
            rang = self.inscriptions[structure_id].rang
            raise BusDejaInscrit(f"Ce bus est déjà inscrit à {self.programme}, n° {rang}.")
        rang = len(self.inscriptions) + 1
        self._enregistrer(
            self.BusInscrit, structure_id=structure_id, format=format, recu_le=recu_le, rang=rang
        )
        if not self._servir():
            self._enregistrer(self.BusMisEnListeDAttente, structure_id=structure_id)

    def accorder(self, structure_id: UUID, du: date, au: date) -> None:
        """A-041 : l'aide réservée, et elle seule, une fois."""
        if self._etat(structure_id) == "ACCORDEE":
            raise AideDejaAccordee("L'aide est accordée une fois, pour la première année.")
        self._verifier_reservee(structure_id, {"RESERVEE"})
        self._enregistrer(
            self.AideBusAccordee,
            structure_id=structure_id,
            financeur=self.financeur,
            montant_centimes=self.par_structure,
            du=du.isoformat(),
            au=au.isoformat(),
        )

    def liberer(self, structure_id: UUID, raison: str) -> None:
        """C.7-10 : ce qui est libéré est réservé aussitôt au premier de ceux qui attendent."""
        self._verifier_reservee(structure_id, {"RESERVEE", "ACCORDEE"})
        accordee = self._etat(structure_id) == "ACCORDEE"
        self._enregistrer(
            self.ReservationLiberee,
            structure_id=structure_id,
            montant_centimes=self.par_structure,
            accordee=accordee,
            raison=raison,
        )
        self._servir()

    def _servir(self) -> bool:
        """Réserve l'aide au premier de ceux qui attendent, si l'enveloppe le permet (INV-11)."""
        if not self.en_attente or not self._peut_aider():
            return False
        servi = self.en_attente[0].structure_id
        self._enregistrer(
            self.AideBusReservee, structure_id=servi, montant_centimes=self.par_structure
        )
        if not self._peut_aider():
            self._enregistrer(self.EnveloppeEpuisee, engage_centimes=self.engage)
        return True

    def _enregistrer(self, evenement: type[Aggregate.Event], **faits: Any) -> None:
        """Chaque fait dit son programme, et le cite (INV-17)."""
        self.enregistrer(evenement, selon=[self.programme], programme=self.programme, **faits)

    def _peut_aider(self) -> bool:
        return self.engage + self.par_structure <= self.montant

    def _etat(self, structure_id: UUID) -> Etat | None:
        known = self.inscriptions.get(structure_id)
        return known.etat if known else None

    def _verifier_reservee(self, structure_id: UUID, admis: set[Etat]) -> None:
        etat = self._etat(structure_id)
        if etat not in admis:
            raise AideNonReservee(
                f"Aucune aide n'est réservée à ce bus ({etat or 'NON_INSCRIT'}) : il faut "
                f"qu'elle soit à l'état {' ou '.join(sorted(admis))}."
            )
