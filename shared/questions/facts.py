"""The feed of a service's facts: the past, by cursor, then what was told since (ADR 0037)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from typing_extensions import TypedDict

from shared.contracts import Contract
from shared.delivery.wire import CORRELATION, headers, routing_key
from shared.limits import TAILLE_AU_COURTIER
from shared.log.causes import is_outage
from shared.log.entries import Entry
from shared.log.relay import told
from shared.log.told import Place, Told, may_tell
from shared.messages.envelope import Envelope
from shared.questions.asking import (
    CURSEUR_ILLISIBLE,
    QuestionIllisible,
    read_cursor,
    write_cursor,
)
from shared.questions.question import Parametres, Question, Questions
from shared.refusal import RefusDuMoment
from shared.rules.faults import Fault
from shared.runtime.component import Component

FAITS = Questions("")
"""For each service: its own `Questions` join these."""

OCTETS = TAILLE_AU_COURTIER.valeur - 65_536
"""The size of the facts of a page: with what surrounds them, it is one message."""
CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})\.([0-9a-f]{16})")


class FaitIllisible(RefusDuMoment):
    """Cette version du service ne sait plus redire un fait annoncé : rien ne passe devant."""


class DesFaits(Parametres):
    """Tous les faits ; ou ceux de ces ``types``, noms des clés de routage, ou d'une structure."""

    types: tuple[str, ...] = ()
    structure_id: UUID | None = None


class Fait(TypedDict):
    """Un fait comme la file le porte : ses en-têtes CloudEvents, et son corps."""

    id: str
    type: str
    source: str
    sujet: str | None
    time: str
    dataschema: str
    correlation: str
    corps: dict[str, Any]


class PageDeFaits(TypedDict):
    """Une suite de faits, dans l'ordre où ils furent annoncés.

    ``lu`` est le rang, dans le journal du service, du dernier événement lu, qu'il dise un fait ou
    non ; ``tete``, celui du dernier enregistré quand la question est arrivée ; ``fin``, s'ils se
    rejoignent. ``mis_de_cote`` compte les faits lus que le service n'a pas encore su annoncer :
    ils le seront plus tard, sur la file et ici.
    """

    faits: list[Fait]
    fin: bool
    lu: int
    tete: int
    mis_de_cote: int


@FAITS.on("faits", paged=True, for_listeners=True)
def faits(
    component: Component, asked: DesFaits, cursor: str, limit: int
) -> tuple[PageDeFaits, str]:
    """Les faits du service depuis le premier, tels que la file les a portés, dans le même ordre.

    Mêmes ``id``, mêmes corps, mêmes en-têtes que sur la file : qui lit ici le passé puis écoute sa
    file reconnaît à leur ``id`` ceux qu'il a déjà. Ce que la file n'a pas encore porté n'est pas
    dit ici. ``suite`` est toujours donnée : elle reprend là où cette page s'arrête, même à la fin.

    Une page peut être courte, ou vide, sans être la dernière : seul ``fin`` le dit. Si des faits
    s'enregistrent sans cesse, arrêtez-vous quand ``lu`` atteint la ``tete`` de votre première
    page : tout ce qui était enregistré alors est lu, et la suite vous vient par votre file.
    """
    tete = component.service.recorder.max_notification_id() or 0
    feed = Told(component.service, component.model)
    place = _place(component.name, feed, cursor) if cursor else Place()
    found, place = _page(component, feed, place, asked, limit)
    page = PageDeFaits(
        faits=found,
        fin=place.position >= tete,
        lu=place.position,
        tete=tete,
        mis_de_cote=feed.waiting(place),
    )
    return page, _cursor(component.name, feed, place)


def cursor_since(component: Component, moment: datetime) -> str:
    """Le curseur d'où lire tous les faits enregistrés depuis cet instant."""
    feed = Told(component.service, component.model)
    return _cursor(component.name, feed, feed.since(moment))


def question_of(service: str) -> Question:
    """The question that reads again the facts of this service."""
    return replace(FAITS.by_name[faits.__name__], service=service)


def known_types(service: str) -> Mapping[str, type[Contract]]:
    """The facts of a service, by routing key."""
    of_service = (each for each in Contract.__subclasses__() if each.publisher() == service)
    return {routing_key(each): each for each in of_service}


@dataclass(frozen=True)
class _Selection:
    """The facts asked, recognised before they are decoded where that can be."""

    component: Component
    types: tuple[type[Contract], ...]
    structure_id: UUID | None

    def wants(self, entry: Entry) -> bool:
        return self._about(entry) and may_tell(self.component.to_contract, entry.kind, self.types)

    def fact(self, entry: Entry | None) -> Envelope | None:
        """The message that told this event, if one did and it is asked."""
        envelope = _told(self.component, entry) if entry else None
        if envelope is None or (self.types and not isinstance(envelope.body, self.types)):
            return None
        asked = self.structure_id is None or envelope.body.subject == self.structure_id
        return envelope if asked else None

    def _about(self, entry: Entry) -> bool:
        """False if the event is not about the structure: it would name it."""
        about, stored = self.structure_id, entry.stored
        return about is None or stored.originator_id == about or about.hex.encode() in stored.state


def _page(
    component: Component, feed: Told, place: Place, asked: DesFaits, limit: int
) -> tuple[list[Fait], Place]:
    selection = _Selection(component, _types(component.name, asked), asked.structure_id)
    found: list[Fait] = []
    size = 0
    for reached, entry in feed.after(place, selection.wants):
        if envelope := selection.fact(entry):
            fact = _fact(envelope)
            size += len(to_json(fact))
            if found and size > OCTETS:
                break
            found.append(fact)
        place = reached
        if len(found) == limit:
            break
    return found, place


def _types(service: str, asked: DesFaits) -> tuple[type[Contract], ...]:
    """The contracts of these names; raises QuestionIllisible, which says those of the service."""
    known = known_types(service)
    if unknown := [rank for rank, each in enumerate(asked.types) if each not in known]:
        expected = f"un des faits de {service} attendu ({', '.join(sorted(known)) or 'aucun'})"
        faults = [Fault(f"types.{rank}", "literal_error", expected) for rank in unknown]
        what = " ; ".join(f"{each.champ} : {each.attendu}" for each in faults)
        raise QuestionIllisible("ParametresIllisibles", what, faults)
    return tuple(known[each] for each in asked.types)


def _told(component: Component, entry: Entry) -> Envelope | None:
    try:
        return told(component.to_contract, entry)
    except Exception as error:
        if is_outage(error):
            raise
        raise FaitIllisible(
            f"Le fait n° {entry.position} de {component.name} fut annoncé, et cette version ne "
            "sait plus le redire : prévenez l'exploitant, puis reprenez au même curseur."
        ) from error


def _fact(envelope: Envelope) -> Fait:
    told_by = headers(envelope)
    return Fait(
        id=told_by["cloudEvents:id"],
        type=told_by["cloudEvents:type"],
        source=told_by["cloudEvents:source"],
        sujet=told_by.get("cloudEvents:subject"),
        time=told_by["cloudEvents:time"],
        dataschema=told_by["cloudEvents:dataschema"],
        correlation=told_by[CORRELATION],
        corps=from_json(envelope.encoded),
    )


def _cursor(service: str, feed: Told, place: Place) -> str:
    """It says what it follows, so that it is of no use in another log, nor after a restoration."""
    return write_cursor(f"{place.position}.{place.rank}.{_stamp(service, feed, place)}")


def _place(service: str, feed: Told, cursor: str) -> Place:
    if read := CURSOR.fullmatch(read_cursor(cursor)):
        place = Place(int(read[1]), int(read[2]))
        if read[3] == _stamp(service, feed, place):
            return place
    raise QuestionIllisible(
        CURSEUR_ILLISIBLE,
        f"« curseur » : il ne mène nulle part dans le journal de {service} (il est d'un autre "
        "service, ou d'avant une restauration). Donnez la « suite » de votre dernière réponse, "
        "telle quelle, ou reprenez du début, sans curseur.",
    )


def _stamp(service: str, feed: Told, place: Place) -> str:
    what = f"{service} {place} {feed.identity(place)}"
    return sha256(what.encode()).hexdigest()[:16]
