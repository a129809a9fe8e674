"""Un service dont les lecteurs ne savent pas utiliser certains événements."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.delivery.reception import RetryPolicy
from shared.log.contract_fields import envelope_of
from shared.log.readers import Effect, Projection, recorded_after
from shared.log.set_aside_decisions import (
    Decisions,
    set_aside,
)
from shared.messages.commands import Command
from shared.runtime.component import Component, Settings
from shared.statements import Statement
from tests.bus.emetteur import nouvelle
from tests.bus.harnais import FILE
from tests.bus.lecteur import PROJECTION, Lecture, Lire
from tests.bus.lecteur import build as lecteur
from tests.observability.faits import RecordingBus
from tests.shared.magasins import Magasin
from tests.shared.registre import PREFET

ICI, AILLEURS = UUID(int=15), UUID(int=63)
DEBUT = datetime(2019, 11, 15, 8, tzinfo=UTC)
TROP_GRAND = 2**63
RANGS = Projection("rangs", {"rangs": "CREATE TABLE IF NOT EXISTS rangs (sujet TEXT, n INTEGER)"})


class Annonce(Contract):
    texte: str


@RANGS.on(Lecture.NouvelleLue)
def _rang(event: Lecture.NouvelleLue) -> Iterator[Statement]:
    """Un nombre que ni PostgreSQL ni SQLite ne mettent dans un INTEGER."""
    n = TROP_GRAND if event.texte == "TROP" else len(event.texte)
    yield "INSERT INTO rangs VALUES (:sujet, :n)", {"sujet": str(event.structure_id), "n": n}


class Atelier:
    """Un service et ses lecteurs ; `fautifs` : les textes qu'aucun lecteur ne sait utiliser."""

    def __init__(self, magasin: Magasin, folder: Path) -> None:
        self.magasin = magasin.avec(DOCUMENTS=str(folder))
        self.clock = SimulatedClock(DEBUT)
        self.fautifs: set[str] = set()
        self.faits: list[str] = []
        self.bus = RecordingBus()
        self.component = self.ouvrir("1")

    def ouvrir(self, code: str) -> Component:
        """Le service, dans un processus de cette version."""
        self.component = self.magasin.ouvrir(lambda settings: self._assemble(settings, code))
        self.readers = self.component.readers(self.bus)
        self.timed = self.component.timed(self.bus)
        return self.component

    def lire(self, sujet: UUID, *textes: str) -> None:
        for texte in textes:
            self.component.reception.hand_over(FILE, nouvelle(sujet, texte))

    def tourner(self) -> None:
        """Jusqu'à ce que plus rien n'avance, à cet instant."""
        while sum(each.run() for each in (*self.readers, *self.timed)):
            pass

    def essayer(self, fois: int) -> None:
        for _ in range(fois):
            self.clock.advance(self.clock.now() + timedelta(minutes=20))
            self.tourner()

    def lues(self, sujet: UUID) -> list[int]:
        rows = self.component.model.query("SELECT sujet, n FROM rangs")
        return [row["n"] for row in rows if row["sujet"] == str(sujet)]

    def annoncees(self, sujet: UUID) -> list[str]:
        bodies = [each.body for each in self.bus.envelopes]
        return [each.texte for each in bodies if isinstance(each, Annonce) if each.subject == sujet]

    def de_cote(self, lecteur: str = "") -> list[tuple[str, str]]:
        rows = set_aside(self.component.model, lecteur)
        return [(row["lecteur"], row["etat"]) for row in rows]

    def decisions(self) -> Decisions:
        return Decisions(self.component.service, self.component.model, "exploitation", "essai")

    def position(self, texte: str) -> int:
        return next(
            at
            for at, event in recorded_after(self.component.service, 0)
            if getattr(event, "texte", "") == texte
        )

    def _assemble(self, settings: Settings, code: str) -> Component:
        made = lecteur(replace(settings, clock=self.clock))
        return replace(
            made,
            to_contract=self._contrat,
            projections=[PROJECTION, RANGS],
            effect=Effect(Lecture.NouvelleLue, self._faire),
            retry_policy=RetryPolicy(quick=(), later=(10, 60)),
            code=code,
        )

    def _contrat(self, event: Any) -> Contract | None:
        if not isinstance(event, Lecture.NouvelleLue):
            return None
        self._refuser(event)
        return Annonce(**envelope_of(event), texte=event.texte)

    def _faire(self, event: Lecture.NouvelleLue, ready: Any) -> Command:
        self._refuser(event)
        self.faits.append(event.texte)
        return Lire(
            message_id=UUID(int=event.originator_id.int + event.originator_version),
            acteur=PREFET,
            structure_id=event.structure_id,
            texte="INDIGNE",
        )

    def _refuser(self, event: Lecture.NouvelleLue) -> None:
        if event.texte in self.fautifs:
            raise ValueError(f"{event.texte} ne se dit pas")
