"""L'aide aux bus : une fonction par demande."""

from datetime import date, datetime

from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.rules.programme import Programme, programme
from shared.clock import paris_date
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class InscriptionTardiveRejetee(RefusDuMoment):
    """Les inscriptions sont closes (TMR-06)."""


class InscriptionsPasOuvertes(RefusDuMoment):
    """Les inscriptions ne sont pas encore ouvertes."""


class FormatNonAdmis(RefusDuMoment):
    """L'aide va aux structures mobiles (A-043, X-11)."""


class PremiereAnneePassee(RefusDuMoment):
    """L'aide ne vaut que la première année (TMR-09)."""


HANDLERS = Handlers("itinerance")


@HANDLERS.on(InscrireBus)
def inscrire_bus(
    commande: InscrireBus, repository: Repository, survenu_le: datetime, enregistre_le: datetime
) -> None:
    """A-042, TMR-06 : un courrier a la date que dit qui l'a reçu ; un porteur ne la choisit pas."""
    regle = programme(commande.programme)
    recu_le = enregistre_le if commande.acteur.role == "PORTEUR" else survenu_le
    verifier_date(regle, recu_le)
    verifier_format(regle, commande.format)
    id = EnveloppeItinerance.create_id(regle.id)
    enveloppe = repository.load(EnveloppeItinerance, id) or EnveloppeItinerance.ouvrir(regle)
    enveloppe.inscrire(commande.structure_id, commande.format, recu_le)
    repository.save(enveloppe)


@HANDLERS.on(AccorderAideBus)
def accorder_aide_bus(commande: AccorderAideBus, repository: Repository, jour: date) -> None:
    """A-041, TMR-09."""
    regle = programme(commande.programme)
    fin = regle.dernier_jour(commande.mise_en_service)
    if fin < jour:
        raise PremiereAnneePassee(
            f"La première année a fini le {jour_long(fin)}.", selon=[regle.id]
        )
    enveloppe = _enveloppe(repository, regle)
    enveloppe.accorder(commande.structure_id, commande.mise_en_service, fin)
    repository.save(enveloppe)


@HANDLERS.on(LibererReservation)
def liberer_reservation(commande: LibererReservation, repository: Repository) -> None:
    """C.7-10."""
    enveloppe = _enveloppe(repository, programme(commande.programme))
    enveloppe.liberer(commande.structure_id, commande.raison)
    repository.save(enveloppe)


def _enveloppe(repository: Repository, regle: Programme) -> EnveloppeItinerance:
    id = EnveloppeItinerance.create_id(regle.id)
    return repository.load_or_refuse(EnveloppeItinerance, id)


def verifier_date(regle: Programme, recu_le: datetime) -> None:
    """X-10 : jour compris, heure de Paris."""
    jour, ouvertes = paris_date(recu_le), regle.inscriptions
    if jour < ouvertes.du:
        raise InscriptionsPasOuvertes(
            f"Les inscriptions ouvrent le {jour_long(ouvertes.du)}.", selon=[regle.id]
        )
    if not ouvertes.contains(jour):
        raise InscriptionTardiveRejetee(
            f"Inscription reçue le {jour_long(jour)} ; les inscriptions vont {ouvertes}, inclus.",
            selon=[regle.id],
        )


def verifier_format(regle: Programme, format: str) -> None:
    if format not in regle.formats:
        raise FormatNonAdmis(
            f"L'aide ne va pas à une structure {format} (admises : {', '.join(regle.formats)}).",
            selon=[regle.id],
        )
