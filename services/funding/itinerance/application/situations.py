"""Ce que l'aide aux bus apprend des structures, fait après fait."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.fins import constater_fin
from services.funding.itinerance.domain.ordres import Territorial
from services.funding.itinerance.domain.structure import MobileSuivie
from services.funding.itinerance.domain.territoire import Territoire
from services.funding.itinerance.rules.admission import Situation
from services.funding.itinerance.rules.programme import admission, charger_itinerance
from shared.clock import paris_date
from shared.contracts.labellisation import (
    AccordPrealableRefuse,
    FinDeLabel,
    FusionAnnulee,
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    StructureFermee,
    StructureLabellisee,
    StructureNonRetenue,
    StructureRemontee,
    StructuresFusionnees,
    StructureSignalee,
)
from shared.recording.aggregates import Aggregate
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("situations")

FINS: dict[type[FinDeLabel], Situation] = {
    LabelRetire: "RETIREE",
    LabelRenonce: "RETIREE",
    StructureFermee: "FERMEE",
    StructuresFusionnees: "FERMEE",
}


def suivie(repository: Repository, structure_id: UUID) -> MobileSuivie | None:
    return repository.load(MobileSuivie, MobileSuivie.create_id(structure_id))


@HANDLERS.on(StructureRemontee)
def apprendre_remontee(fait: StructureRemontee, repository: Repository) -> None:
    """A-043 : seule une structure d'un format que l'aide admet se suit."""
    canton = fait.maillage.canton if fait.maillage else ""
    if connue := suivie(repository, fait.structure_id):
        connue.remonter(fait.fiche.format, canton)
    else:
        connue = _connaitre(fait, "REMONTEE", canton)
    repository.save(connue)


@HANDLERS.on(StructureSignalee)
def apprendre_signalement(fait: StructureSignalee, repository: Repository) -> None:
    """A-041 : un bus en route vers son label peut s'inscrire."""
    if connue := suivie(repository, fait.structure_id):
        connue.signaler(fait.fiche.format)
    else:
        connue = _connaitre(fait, "SIGNALEE")
    repository.save(connue)


@HANDLERS.on(StructureNonRetenue, AccordPrealableRefuse)
def apprendre_refus(
    fait: StructureNonRetenue | AccordPrealableRefuse, repository: Repository
) -> None:
    if connue := suivie(repository, fait.structure_id):
        connue.ecarter()
    repository.save(connue)


def suivre_label(fait: StructureLabellisee, repository: Repository) -> list[Aggregate | None]:
    """Une structure mobile peut être aidée ; toute structure labellisée pourvoit son canton."""
    canton = fait.maillage.canton
    connue = suivie(repository, fait.structure_id)
    if connue:
        connue.labelliser(fait.label_id, fait.fiche.format, canton)
    else:
        connue = _connaitre(fait, "LABELLISEE", canton, fait.label_id)
    departement = fait.fiche.departement
    territoire = _territoire(repository, departement) or Territoire.suivre(departement)
    territoire.compter(fait.structure_id, fait.label_id, canton)
    return [connue, territoire]


def suivre_suspension(
    fait: LabelSuspendu | LabelRetabli, repository: Repository
) -> MobileSuivie | None:
    """Une aide réservée attend que le label soit rétabli, ou retiré."""
    if connue := suivie(repository, fait.structure_id):
        changer = connue.suspendre if isinstance(fait, LabelSuspendu) else connue.retablir
        changer(fait.label_id)
    return connue


def suivre_fin(
    fait: FinDeLabel, repository: Repository, enregistre_le: datetime
) -> list[Aggregate | None]:
    """C.7-10, C.7-16 : la structure perd sa place ; une aide accordée suit la règle."""
    if territoire := _territoire(repository, fait.structure.departement):
        territoire.decompter(fait.structure_id, fait.label_id)
    connue = suivie(repository, fait.structure_id)
    if connue is None:
        return [territoire]
    avant, situation = connue.situation, FINS[type(fait)]
    connue.finir(fait.label_id, situation)
    regle = admission(paris_date(enregistre_le))
    perdue = connue.situation != avant and situation in regle.fins
    ouvertes = list(enveloppes(repository)) if perdue else []
    for enveloppe in ouvertes:
        constater_fin(enveloppe, fait.structure_id, situation, regle)
    return [territoire, connue, *ouvertes]


def suivre_annulation(
    fait: FusionAnnulee, label_id: UUID, repository: Repository
) -> list[Aggregate | None]:
    """C.7-17 : la structure est de nouveau labellisée ; sa place perdue se redemande."""
    if connue := suivie(repository, fait.structure_id):
        connue.reprendre(label_id)
    if territoire := _territoire(repository, fait.structure.departement):
        territoire.recompter(fait.structure_id, label_id)
    return [connue, territoire]


def enveloppes(repository: Repository) -> Iterator[EnveloppeItinerance]:
    for regle in charger_itinerance().programmes:
        id = EnveloppeItinerance.create_id(regle.id)
        if ouverte := repository.load(EnveloppeItinerance, id):
            yield ouverte


def territoires(repository: Repository, enveloppe: EnveloppeItinerance) -> dict[UUID, Territorial]:
    """D.2 : le canton de chaque bus inscrit, et si une autre structure labellisée s'y trouve."""
    sus = {}
    for structure_id in enveloppe.inscriptions:
        connue = suivie(repository, structure_id)
        if connue and connue.canton:
            territoire = _territoire(repository, connue.departement)
            pourvu = bool(territoire and territoire.pourvu(connue.canton, sans=structure_id))
            sus[structure_id] = Territorial(f"{connue.canton} ({connue.departement})", pourvu)
    return sus


def _connaitre(
    fait: StructureRemontee | StructureSignalee | StructureLabellisee,
    situation: Situation,
    canton: str = "",
    label_id: UUID | None = None,
) -> MobileSuivie | None:
    fiche = fait.fiche
    if fiche.format not in charger_itinerance().formats:
        return None
    return MobileSuivie.connaitre(
        fait.structure_id, fiche.departement, fiche.format, situation, canton, label_id
    )


def _territoire(repository: Repository, departement: str) -> Territoire | None:
    return repository.load(Territoire, Territoire.create_id(departement))
