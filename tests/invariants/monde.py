"""Les cinq services, leurs vrais lecteurs, et un courtier capricieux, dans un dossier."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.execution.embedded import embedded_options
from console.execution.services import BUILDERS
from shared.clock import PARIS, SimulatedClock
from shared.delivery.wire import commands_queue_name, raw_message_of
from shared.liens import Signature
from shared.log.readers import Effect
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.read_model import advance
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.invariants.courrier import Courrier

DEBUT = datetime(2019, 10, 1, 9, tzinfo=PARIS)
SANS_DOCUMENT = {"onboarding": {"pdf": b"annexe", "docx": b"annexe"}, "audit": b"rapport"}
"""Ce qui tient lieu de mise en page : l'écriture et son enregistrement sont les vrais."""
UN_INSTANT = timedelta(seconds=1)
ECHEANCES = "projection.echeances"
"""Refaite, elle retrouve des échéances déjà venues : elles le sont une seconde fois, sans effet."""


class Monde:
    """Un exemplaire des cinq services ; `retenus` n'apprennent rien, `arretes` ne lisent rien."""

    def __init__(self, modele: Path, dossier: Path, options: Mapping[str, str]) -> None:
        shutil.copytree(modele, dossier, dirs_exist_ok=True)
        self.dossier, self.clock = dossier, SimulatedClock(DEBUT)
        self.options = {**embedded_options(dossier), **options}
        self.signature = Signature(self.options["LINK_SECRET"])
        self.remis: Counter[str] = Counter()
        self.components = {name: self._batir(name) for name in BUILDERS}
        self.courrier = Courrier(self.components, self.remis)
        self.logs = {n: c.log_pass(self.courrier) for n, c in self.components.items()}
        self.timed = {n: c.timed(self.courrier) for n, c in self.components.items()}
        self.lus: dict[str, int] = {}
        self.reveils: dict[str, datetime] = {}
        self.retenus: set[str] = set()
        self.arretes: set[str] = set()

    def demander(self, commande: Command, comment: str = "demandes") -> Outcome:
        """La demande arrive par la file du service, comme celle de n'importe qui."""
        receiver = commande.receiver()
        raw_message = raw_message_of(commands_queue_name(receiver), Envelope.starting(commande))
        outcome = self.components[receiver].reception.take(raw_message)
        assert outcome, f"{receiver} garde {commande!r} : {self.gardes(receiver)}"
        self.remis[comment] += 1
        return outcome

    def lire(self) -> None:
        """Les lecteurs des services qui ne sont pas arrêtés vont au bout de leur journal."""
        actifs = [name for name in self.components if name not in self.arretes]
        while sum(map(self._lire, actifs)) or sum(map(self._reveiller, actifs)):
            pass

    def remettre_tout(self, structure: str = "") -> None:
        """Tout ce qui attend, et ce qui s'ensuit, sauf pour les services retenus."""
        self.lire()
        while sum(1 for _ in self.courrier.vider(self.retenus, structure)):
            self.lire()

    def remettre_un(self, rang: int) -> None:
        """Un message de l'une des lignes, sans autre ordre que le leur."""
        if lignes := self.courrier.en_attente(self.retenus):
            self.courrier.remettre(lignes[rang % len(lignes)])
            self.lire()

    def attendre(self, jours: int) -> None:
        """Les échéances viennent à leur date."""
        fin = self.clock.now() + timedelta(days=jours)
        while (due := self._prochaine()) and due <= fin:
            self.clock.advance(due)
            self.reveils.clear()
            self.lire()
        self.clock.advance(fin)

    def au_repos(self) -> None:
        """Chacun reprend, et tout message est remis."""
        self.reveils.clear()
        self.retenus.clear()
        self.arretes.clear()
        self.remettre_tout()
        for name in self.components:
            assert not (reste := self.gardes(name)), f"{name} : {reste}"

    def gardes(self, name: str) -> list[dict[str, Any]]:
        """Les messages, et les événements, que ce service n'a pas su traiter."""
        model = self.components[name].model
        messages = model.query("SELECT type, erreur FROM messages_retenus")
        return messages + model.query("SELECT * FROM evenements_mis_de_cote")

    def publier_de_nouveau(self, name: str, combien: int) -> None:
        """Le relais s'arrêta avant d'avoir noté où il en était : il redit ses derniers faits."""
        model = self.components[name].model
        depuis = max(0, model.position("relay") - combien)
        with model.transaction() as connection:
            advance(connection, "relay", depuis)
        self.lus.pop(name, None)

    def redemarrer(self, name: str) -> None:
        """Le service s'arrête et repart : ses tables, refaites de son journal, disent de même."""
        self.components[name].close()
        self.components[name] = component = self._batir(name)
        self.logs[name] = component.log_pass(self.courrier)
        self.timed[name] = component.timed(self.courrier)
        self.lus.pop(name, None)
        self.reveils.pop(name, None)
        for reader in component.projection_readers():
            while reader.run():
                pass
            tables = reader.projection.tables
            avant = [self._contenu(component, each) for each in tables]
            reader.rebuild(lambda lus: None)
            apres = [self._contenu(component, each) for each in tables]
            assert avant == apres or reader.name == ECHEANCES, f"{name}, {reader.name}"

    def rows(self, service: str, sql: str) -> list[dict[str, Any]]:
        return self.components[service].model.query(sql)

    def close(self) -> None:
        for component in self.components.values():
            component.close()

    def _batir(self, name: str) -> Component:
        built = BUILDERS[name](embedded(name, self.dossier, self.clock, self.options))
        return sans_document(name, built)

    def _lire(self, name: str) -> int:
        """0 sans lire, si le journal n'a pas grandi depuis que tous l'ont lu."""
        recorder = self.components[name].service.recorder
        head = recorder.max_notification_id()
        if head is None or head == self.lus.get(name):
            return 0
        lus = self.logs[name].run()
        if not lus and head == recorder.max_notification_id():
            self.lus[name] = head
        return lus

    def _reveiller(self, name: str) -> int:
        """Ce que l'heure amène ; 0 sans chercher, si elle n'a pas avancé."""
        maintenant = self.clock.now()
        if maintenant < self.reveils.get(name, DEBUT) + UN_INSTANT:
            return 0
        venues = sum(each.run() for each in self.timed[name])
        if not venues:
            self.reveils[name] = maintenant
        return venues

    def _prochaine(self) -> datetime | None:
        actifs = [t for name, t in self.timed.items() if name not in self.arretes]
        dates = [date for timed in actifs for each in timed if (date := each.next_due())]
        return datetime.fromisoformat(min(dates)) if dates else None

    def _contenu(self, component: Component, table: str) -> list[dict[str, Any]]:
        return sorted(component.model.query(f"SELECT * FROM {table}"), key=repr)


def sans_document(name: str, component: Component) -> Component:
    """Le même service, qui ne met rien en page."""
    if not component.effect or name not in SANS_DOCUMENT:
        return component
    kind, perform = component.effect.kind, component.effect.perform
    effect = Effect(kind, perform, lambda event: SANS_DOCUMENT[name])
    return replace(component, effect=effect)
