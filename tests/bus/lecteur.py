"""Un service qui lit des nouvelles, et qui faillit quand elles le lui demandent."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from shared.delivery.reception import Patience
from shared.log.readers import Projection
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.read_model import ReadModel, Statement
from shared.recording.aggregates import Aggregate, Created, Refus
from shared.recording.application import Service, handles
from shared.recording.authorisations import Autorisation, Autorisations
from shared.runtime.component import Component, Settings
from tests.bus.emetteur import Nouvelle

LECTURES = """CREATE TABLE IF NOT EXISTS lectures (
    sujet TEXT NOT NULL, rang INTEGER NOT NULL, texte TEXT NOT NULL, PRIMARY KEY (sujet, rang))"""


class NouvelleIndigne(Refus):
    pass


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

    @event(LectureOuverte)
    def __init__(self, id: UUID) -> None:
        self._id = id
        self.textes: list[str] = []

    def lire(self, structure_id: UUID, texte: str) -> None:
        if texte == "INDIGNE":
            raise NouvelleIndigne("Cette nouvelle n'est pas digne d'être lue.")
        self._nouvelle_lue(structure_id, texte)

    @event(NouvelleLue)
    def _nouvelle_lue(self, structure_id: UUID, texte: str) -> None:
        self.textes.append(texte)


class Lecteur(Service):
    """`PANNE n` échoue n fois ; `PANNE TANT QUE f` tant que le fichier f existe ; `ARRET AVANT`
    et `ARRET APRES` arrêtent une fois le processus, avant ou après l'enregistrement ; `POISON`
    l'arrête chaque fois."""

    name = "lecteur"
    autorisations = Autorisations([Autorisation("Lire", {"PREFET": "NATIONAL"}, "essai")])
    folder: Path
    arreter: Callable[[], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.essais: Counter[UUID] = Counter()

    @handles(Nouvelle)
    @handles(Lire)
    def lire(self, message: Nouvelle | Lire) -> None:
        self._faillir(message)
        lecture = self.load(Lecture, message.structure_id) or Lecture(message.structure_id)
        lecture.lire(message.structure_id, message.texte)
        self.save(lecture)

    def receive(self, envelope: Envelope) -> Outcome:
        outcome = super().receive(envelope)
        body = envelope.body
        if isinstance(body, Nouvelle | Lire) and body.texte == "ARRET APRES":
            self._arreter_une_fois(body.message_id)
        return outcome

    def _faillir(self, message: Nouvelle | Lire) -> None:
        ordre, _, reste = message.texte.rpartition(" ")
        self.essais[message.message_id] += 1
        if ordre == "PANNE" and self.essais[message.message_id] <= int(reste):
            raise Panne(f"panne n° {self.essais[message.message_id]}")
        if ordre == "PANNE TANT QUE" and (self.folder / reste).exists():
            raise Panne(reste)
        if message.texte == "ARRET AVANT":
            self._arreter_une_fois(message.message_id)
        if message.texte == "POISON":
            self.arreter()

    def _arreter_une_fois(self, message_id: UUID) -> None:
        deja = self.folder / str(message_id)
        if not deja.exists():
            deja.touch()
            self.arreter()


def lectures(event: Any) -> Iterator[Statement]:
    if isinstance(event, Lecture.NouvelleLue):
        row = {
            "sujet": str(event.structure_id),
            "rang": event.originator_version,
            "texte": event.texte,
        }
        yield "INSERT INTO lectures VALUES (:sujet, :rang, :texte)", row


def build(settings: Settings) -> Component:
    service = Lecteur(settings.store, settings.clock)
    service.folder = Path(settings.options["DOCUMENTS"])
    return Component(
        service,
        ReadModel(settings.sql_url, creates=True),
        lambda event: None,
        [Projection("lectures", {"lectures": LECTURES}, lectures)],
        patience=Patience.of(settings.options),
    )
