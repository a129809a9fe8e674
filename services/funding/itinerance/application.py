"""Charger, décider, enregistrer : une méthode par intention."""

from datetime import datetime

from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.funding.itinerance.enveloppe import EnveloppeItinerance
from services.funding.itinerance.programme import Programme
from services.funding.itinerance.regles import programme
from shared.clock import paris_date
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current
from shared.refusal import Refus
from shared.typographie import jour_long


class InscriptionTardiveRejetee(Refus):
    """Les inscriptions sont closes (TMR-06)."""


class InscriptionsPasOuvertes(Refus):
    """Les inscriptions ne sont pas encore ouvertes."""


class FormatNonAdmis(Refus):
    """L'aide va aux structures mobiles (A-043, X-11)."""


class PremiereAnneePassee(Refus):
    """L'aide ne vaut que la première année (TMR-09)."""


class Itinerance(LegacyService):
    """Ce que le service de financement répond pour l'aide aux bus."""

    @handles(InscrireBus)
    def inscrire_bus(self, commande: InscrireBus) -> None:
        """A-042, TMR-06."""
        regle, recu_le = programme(commande.programme), inscription_recue_le()
        cite(regle.id)
        verifier_date(regle, recu_le)
        verifier_format(regle, commande.format)
        enveloppe = self.load(
            EnveloppeItinerance, EnveloppeItinerance.create_id(regle.id)
        ) or EnveloppeItinerance(
            regle.id,
            regle.financeur,
            regle.montant_centimes,
            regle.par_structure_centimes,
            regle.ordre,
        )
        enveloppe.inscrire(commande.structure_id, commande.format, recu_le)
        self.save(enveloppe)

    @handles(AccorderAideBus)
    def accorder_aide_bus(self, commande: AccorderAideBus) -> None:
        """A-041, TMR-09."""
        regle, enveloppe = self._enveloppe(commande.programme)
        fin = regle.dernier_jour(commande.mise_en_service)
        if fin < paris_date(current().survenu_le):
            raise PremiereAnneePassee(f"La première année a fini le {jour_long(fin)}.")
        enveloppe.accorder(commande.structure_id, commande.mise_en_service, fin)
        self.save(enveloppe)

    @handles(LibererReservation)
    def liberer_reservation(self, commande: LibererReservation) -> None:
        """C.7-10."""
        _, enveloppe = self._enveloppe(commande.programme)
        enveloppe.liberer(commande.structure_id, commande.raison)
        self.save(enveloppe)

    def _enveloppe(self, code: str) -> tuple[Programme, EnveloppeItinerance]:
        regle = programme(code)
        cite(regle.id)
        id = EnveloppeItinerance.create_id(regle.id)
        return regle, self.load_or_refuse(EnveloppeItinerance, id)


def inscription_recue_le() -> datetime:
    """Un courrier a la date que dit qui l'a reçu ; un porteur ne choisit pas la sienne."""
    said = current()
    return said.enregistre_le if said.role == "PORTEUR" else said.survenu_le


def verifier_date(regle: Programme, recu_le: datetime) -> None:
    """X-10 : jour compris, heure de Paris."""
    jour, ouvertes = paris_date(recu_le), regle.inscriptions
    if jour < ouvertes.du:
        raise InscriptionsPasOuvertes(f"Les inscriptions ouvrent le {jour_long(ouvertes.du)}.")
    if not ouvertes.contains(jour):
        raise InscriptionTardiveRejetee(
            f"Inscription reçue le {jour_long(jour)} ; les inscriptions vont {ouvertes}, inclus."
        )


def verifier_format(regle: Programme, format: str) -> None:
    if format not in regle.formats:
        raise FormatNonAdmis(
            f"L'aide ne va pas à une structure {format} (admises : {', '.join(regle.formats)})."
        )
