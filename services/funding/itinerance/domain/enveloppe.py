"""L'enveloppe d'un programme : des aides réservées, accordées, libérées, dans l'ordre (INV-11)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.funding.itinerance.domain.inscription import (
    AideDejaAccordee,
    AideNonReservee,
    BusDejaInscrit,
    BusNonInscrit,
    Etat,
    Inscription,
)
from services.funding.itinerance.domain.ordres import A_LA_CLOTURE
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
        self.arretee = False

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
        """Qui peut être servi, dans l'ordre : le classement arrêté, puis les venus après (X-09)."""
        waiting = [each for each in self.inscriptions.values() if self._peut_attendre(each)]
        return sorted(waiting, key=self._tour)

    @property
    def attend_la_cloture(self) -> bool:
        """Cet ordre classe tous les inscrits ensemble : rien n'est réservé avant."""
        return self.ordre in A_LA_CLOTURE and not self.arretee

    def inscrire(self, structure_id: UUID, format: str, recu_le: datetime) -> None:
        """C.7-10 : l'inscription réserve l'aide s'il en reste une, sinon elle attend."""
        if structure_id in self.inscriptions:
            rang = self.inscriptions[structure_id].rang
            raise BusDejaInscrit(f"Ce bus est déjà inscrit à {self.programme}, n° {rang}.")
        rang = len(self.inscriptions) + 1
        self.consigner(
            self.BusInscrit, structure_id=structure_id, format=format, recu_le=recu_le, rang=rang
        )
        if not self.servir() and not self.attend_la_cloture:
            self.consigner(self.BusMisEnListeDAttente, structure_id=structure_id)

    def accorder(self, structure_id: UUID, du: date, au: date) -> None:
        """A-041 : l'aide réservée, et elle seule, une fois."""
        if self.etat(structure_id) == "ACCORDEE":
            raise AideDejaAccordee("L'aide est accordée une fois, pour la première année.")
        self._verifier_reservee(structure_id, {"RESERVEE"})
        self.consigner(
            self.AideBusAccordee,
            structure_id=structure_id,
            financeur=self.financeur,
            montant_centimes=self.par_structure,
            du=du.isoformat(),
            au=au.isoformat(),
        )

    def liberer(self, structure_id: UUID, raison: str, selon: Iterable[str] = ()) -> None:
        """C.7-10 : ce qui est libéré est réservé aussitôt au premier de ceux qui attendent."""
        self._verifier_reservee(structure_id, {"RESERVEE", "ACCORDEE"})
        accordee = self.etat(structure_id) == "ACCORDEE"
        self.consigner(
            self.ReservationLiberee,
            selon,
            structure_id=structure_id,
            montant_centimes=self.par_structure,
            accordee=accordee,
            raison=raison,
        )
        self.servir()

    def servir(self) -> bool:
        """Réserve l'aide au premier de ceux qui attendent, si l'enveloppe le permet (INV-11)."""
        if self.attend_la_cloture or not self.en_attente or not self._peut_aider():
            return False
        servi = self.en_attente[0].structure_id
        self.consigner(
            self.AideBusReservee, structure_id=servi, montant_centimes=self.par_structure
        )
        if not self._peut_aider():
            self.consigner(self.EnveloppeEpuisee, engage_centimes=self.engage)
        return True

    def consigner(
        self, evenement: type[Aggregate.Event], selon: Iterable[str] = (), **faits: Any
    ) -> None:
        """Chaque fait dit son programme, et le cite (INV-17)."""
        cites = [self.programme, *selon]
        self.enregistrer(evenement, selon=cites, programme=self.programme, **faits)

    def inscrite(self, structure_id: UUID) -> Inscription:
        """Son inscription ; refuse (`BusNonInscrit`) s'il n'y en a pas."""
        if structure_id not in self.inscriptions:
            raise BusNonInscrit(f"Ce bus n'est pas inscrit à {self.programme}.")
        return self.inscriptions[structure_id]

    def etat(self, structure_id: UUID) -> Etat | None:
        known = self.inscriptions.get(structure_id)
        return known.etat if known else None

    def _peut_attendre(self, bus: Inscription) -> bool:
        complet = self.ordre != "DATE_DOSSIER_COMPLET" or bus.complet_le is not None
        return bus.etat == "EN_ATTENTE" and complet

    def _tour(self, bus: Inscription) -> tuple[bool, int, datetime, int]:
        return bus.place is None, bus.place or 0, bus.complet_le or bus.recu_le, bus.rang

    def _peut_aider(self) -> bool:
        return self.engage + self.par_structure <= self.montant

    def _verifier_reservee(self, structure_id: UUID, admis: set[Etat]) -> None:
        etat = self.etat(structure_id)
        if etat not in admis:
            raise AideNonReservee(
                f"Aucune aide n'est réservée à ce bus ({etat or 'NON_INSCRIT'}) : il faut "
                f"qu'elle soit à l'état {' ou '.join(sorted(admis))}."
            )
