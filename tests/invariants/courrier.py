"""Le courtier capricieux : par structure et par émetteur, il garde l'ordre, et rien de plus."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from shared.contracts import Contract
from shared.delivery.wire import facts_queue_name, raw_message_of
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component

DIT_ENCORE = 200
"""Combien des derniers messages remis peuvent l'être de nouveau."""


class Ligne(NamedTuple):
    """Ce qu'un service a à apprendre d'un autre, sur une structure, dans l'ordre."""

    vers: str
    de: str
    structure: str


class Courrier:
    """Publie vers des lignes d'attente ; remet, une fois ou plusieurs, quand on le lui demande."""

    def __init__(self, components: Mapping[str, Component], remis: Counter[str]) -> None:
        self.components, self.remis = components, remis
        self.lignes: dict[Ligne, deque[Envelope]] = {}
        self.deja: deque[tuple[str, Envelope]] = deque(maxlen=DIT_ENCORE)
        self.dits: list[Contract] = []
        self.publies: set[object] = set()

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        for envelope in envelopes:
            body = envelope.body
            assert isinstance(body, Contract)
            if body.message_id not in self.publies:
                self.dits.append(body)
            self.publies.add(body.message_id)
            for name, component in self.components.items():
                if type(body) in component.service.handlers.by_message:
                    ligne = Ligne(name, publisher, str(body.subject or body.message_id))
                    self.lignes.setdefault(ligne, deque()).append(envelope)

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None:
        """Aucune demande de ce récit n'attend sa réponse par le courtier."""

    def en_attente(self, retenus: set[str]) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.vers not in retenus]

    def attend(self, vers: str, de: str, structure: str) -> bool:
        return Ligne(vers, de, structure) in self.lignes

    def remettre(self, ligne: Ligne) -> None:
        """Le premier message de cette ligne."""
        envelope = self.lignes[ligne].popleft()
        if not self.lignes[ligne]:
            del self.lignes[ligne]
        self._donner(ligne.vers, ligne.de, [envelope], "une fois")

    def remettre_encore(self, rang: int) -> None:
        """Un message déjà remis."""
        if self.deja:
            vers, envelope = self.deja[rang % len(self.deja)]
            body = envelope.body
            assert isinstance(body, Contract)
            self._donner(vers, body.publisher(), [envelope], "de nouveau")

    def vider(self, retenus: set[str], structure: str = "") -> Iterator[int]:
        """Toutes les lignes dont le destinataire n'est pas retenu ; ce qui va d'un service à un
        autre arrive ensemble."""
        lignes = [each for each in self.en_attente(retenus) if structure in ("", each.structure)]
        for (vers, de), file in groupby(sorted(lignes), key=lambda ligne: ligne[:2]):
            envelopes = [each for ligne in file for each in self.lignes.pop(ligne)]
            self._donner(vers, de, envelopes, "une fois")
            yield len(envelopes)

    def _donner(self, vers: str, de: str, envelopes: Sequence[Envelope], comment: str) -> None:
        file = facts_queue_name(vers, de)
        outcomes = self.components[vers].reception.take_all(
            [raw_message_of(file, each) for each in envelopes]
        )
        for envelope, outcome in zip(envelopes, outcomes, strict=True):
            assert outcome and outcome.statut != "ILLISIBLE", f"{vers} garde {envelope.body!r}"
            self.deja.append((vers, envelope))
        self.remis[comment] += len(envelopes)
