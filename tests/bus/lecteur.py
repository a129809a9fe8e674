"""Un service qui lit des nouvelles, et qui faillit quand elles le lui demandent."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.clock import Clock
from shared.delivery.reception import RetryPolicy
from shared.log.readers import Projection
from shared.messages.commands import Command
from shared.read_model import ReadModel
from shared.recording.aggregates import Aggregate, Created
from shared.recording.application import Service
from shared.recording.authorisations import Autorisation, Autorisations
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.runtime.component import Component, Settings
from shared.statements import Statement
from tests.bus.emetteur import Nouvelle

LECTURES = """CREATE TABLE IF NOT EXISTS lectures (
    sujet TEXT NOT NULL, rang INTEGER NOT NULL, texte TEXT NOT NULL, PRIMARY KEY (sujet, rang))"""


class NouvelleIndigne(RefusDefinitif):
    pass


class NouvelleInattendue(RefusDuMoment):
    """`SI f` n'est lue que si le fichier f existe."""


class Panne(Exception):
    """Une panne qui se répare."""


class Lire(Command):
    """La même nouvelle, demandée plutôt qu'annoncée."""

    structure_id: UUID
    texte: str


class Lecture(Aggregate):
    TOPIC = "essais.Lecture"

    class LectureOuverte(Created):
        TOPIC = "essais.LectureOuverte"

    class NouvelleLue(Aggregate.Event):
        TOPIC = "essais.NouvelleLue"
        structure_id: UUID
        texte: str

        def apply(self, aggregate: Any) -> None:
            aggregate.textes.append(self.texte)

    def __init__(self) -> None:
        self.textes: list[str] = []

    def lire(self, structure_id: UUID, texte: str) -> None:
        if texte == "INDIGNE":
            raise NouvelleIndigne("Cette nouvelle n'est pas digne d'être lue.")
        self.enregistrer(self.NouvelleLue, structure_id=structure_id, texte=texte)


HANDLERS = Handlers("lecteur")


@HANDLERS.on(Nouvelle, Lire)
def lire(message: Nouvelle | Lire, repository: Repository, lecteur: "Lecteur") -> None:
    lecteur.faillir(message)
    id = message.structure_id
    lecture = repository.load(Lecture, id) or Lecture.creer(Lecture.LectureOuverte, id=id)
    lecture.lire(id, message.texte)
    repository.save(lecture)


class Lecteur(Service):
    """`PANNE n` échoue n fois ; `PANNE TANT QUE f` tant que le fichier f existe ; `SI f` est
    refusée tant qu'il n'existe pas ; `ARRET AVANT`
    et `ARRET APRES` arrêtent une fois le processus, avant ou après l'enregistrement ; `POISON`
    l'arrête chaque fois."""

    autorisations = Autorisations([Autorisation("Lire", {"PREFET": "NATIONAL"}, "essai")])
    folder: Path
    arreter: Callable[[], None]

    def __init__(self, store: Mapping[str, str], clock: Clock) -> None:
        super().__init__(HANDLERS, store, clock, given={"lecteur": self})
        self.essais: Counter[UUID] = Counter()
        self.arrets: list[UUID] = []
        self.inserer = self.recorder.insert_events
        self.recorder.insert_events = self._inserer  # type: ignore[method-assign,assignment]

    def _inserer(self, events: Sequence[StoredEvent], **options: Any) -> Sequence[int] | None:
        inserted = self.inserer(events, **options)
        for message_id in self.arrets:
            self._arreter_une_fois(message_id)
        return inserted

    def faillir(self, message: Nouvelle | Lire) -> None:
        ordre, _, reste = message.texte.rpartition(" ")
        self.essais[message.message_id] += 1
        if ordre == "PANNE" and self.essais[message.message_id] <= int(reste):
            raise Panne(f"panne n° {self.essais[message.message_id]}")
        if ordre == "PANNE TANT QUE" and (self.folder / reste).exists():
            raise Panne(reste)
        if ordre == "SI" and not (self.folder / reste).exists():
            raise NouvelleInattendue(f"Rien n'annonce {reste}.")
        self._mourir(message)

    def _mourir(self, message: Nouvelle | Lire) -> None:
        if message.texte == "ARRET AVANT":
            self._arreter_une_fois(message.message_id)
        if message.texte == "ARRET APRES":
            self.arrets.append(message.message_id)
        if message.texte == "POISON":
            self.arreter()

    def _arreter_une_fois(self, message_id: UUID) -> None:
        deja = self.folder / str(message_id)
        if not deja.exists():
            deja.touch()
            self.arreter()


PROJECTION = Projection("lectures", {"lectures": LECTURES})


@PROJECTION.on(Lecture.NouvelleLue)
def lectures(event: Lecture.NouvelleLue) -> Iterator[Statement]:
    yield (
        "INSERT INTO lectures VALUES (:sujet, :rang, :texte)",
        {
            "sujet": str(event.structure_id),
            "rang": event.originator_version,
            "texte": event.texte,
        },
    )


def build(settings: Settings) -> Component:
    service = Lecteur(settings.store, settings.clock)
    service.folder = Path(settings.options["DOCUMENTS"])
    return Component(
        service,
        ReadModel(settings.sql_url, creates=True),
        lambda event: None,
        [PROJECTION],
        retry_policy=RetryPolicy.of(settings.options),
    )
