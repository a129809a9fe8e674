"""Le temps qui passe pour le financement : des faits, et les échéances qu'il se fixe à lui-même."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from services.funding.component import echeances
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.regles import ReglesDuForfait, charger_regles
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.labellisation import (
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    PorteurChange,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import TypePorteur
from shared.log.readers import recorded_after
from shared.messages.commands import Command
from shared.messages.deadline import Deadline
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.rules.dated import Rules
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))


def le(jour: date) -> datetime:
    """À midi, heure de Paris."""
    return datetime.combine(jour, time(12), PARIS)


def fait(kind: type[Contract], jour: date, label_id: UUID = LABEL.label_id, **dit: Any) -> Any:
    """Le fait de l'exemple, survenu ce jour-là, du label donné ; le même message à chaque appel."""
    lu = kind.read(sample(f"{kind.__name__}.v1"))
    message_id = uuid5(label_id, f"{kind.__name__} {jour} {sorted(dit.items())}")
    commun = {"message_id": message_id, "occurred_at": le(jour)}
    label = {"label_id": label_id} if "label_id" in kind.model_fields else {}
    return lu.model_copy(update={**commun, **label, "structure_id": LABEL.structure_id, **dit})


def labellisee(effet: date, porteur: TypePorteur = "COLLECTIVITE", **dit: Any) -> Any:
    fiche = LABEL.fiche.model_copy(update={"porteur_type": porteur})
    return fait(StructureLabellisee, effet, date_effet=effet, fiche=fiche, **dit)


def porteur_change(jour: date, porteur: TypePorteur) -> Any:
    fiche = LABEL.fiche.model_copy(update={"porteur_type": porteur})
    return fait(PorteurChange, jour, fiche=fiche)


def suspendu(jour: date) -> Any:
    return fait(LabelSuspendu, jour)


def retabli(jour: date) -> Any:
    return fait(LabelRetabli, jour)


def retire(jour: date, label_id: UUID = LABEL.label_id) -> Any:
    return fait(LabelRetire, jour, label_id, date_effet=jour)


def fusionnees(jour: date, survivante_id: UUID) -> Any:
    return fait(StructuresFusionnees, jour, date_effet=jour, survivante_id=survivante_id)


class Calendrier:
    """Le service, son horloge, et ses échéances : la dernière fixée pour un label est la bonne."""

    def __init__(self, funding: Service) -> None:
        self.funding, self.position = funding, 0
        self.echeances: dict[UUID, Deadline] = {}

    @property
    def clock(self) -> SimulatedClock:
        assert isinstance(self.funding.clock, SimulatedClock)
        return self.funding.clock

    def apprendre(self, *faits: Contract | Command) -> None:
        assert all(self.funding.receive(Envelope.starting(each)).accepted for each in faits)

    def jusqu_au(self, jour: date) -> None:
        """Chaque échéance à sa date, ou sans attendre si elle est passée."""
        while due := self._due(le(jour)):
            self.clock.advance(due.due)
            assert self.funding.receive(Envelope.starting(due.command)).accepted
        self.clock.advance(le(jour))

    def droit(self, annee: int, label_id: UUID = LABEL.label_id) -> DroitAuForfait | None:
        return self.funding.load(DroitAuForfait, DroitAuForfait.create_id(label_id, annee))

    def etats(self, label_id: UUID = LABEL.label_id) -> dict[int, tuple[str, int]]:
        """Par année : l'état du droit, et ce qui en est dû, en centimes."""
        droits = {annee: self.droit(annee, label_id) for annee in range(2019, 2028)}
        return {
            annee: (each.etat, each.montant_du_centimes) for annee, each in droits.items() if each
        }

    def _due(self, au: datetime) -> Deadline | None:
        for position, event in recorded_after(self.funding, self.position, limit=10_000):
            self.position = position
            for each in echeances(event):
                assert isinstance(each, Deadline)
                self.echeances[each.about] = each
        dues = [each for each in self.echeances.values() if each.due <= au]
        if not dues:
            return None
        return self.echeances.pop(min(dues, key=lambda each: each.due).about)


def regles(prorata: Any = "AUCUN", ouverture: Any = "AU_RETABLISSEMENT") -> ReglesDuForfait:
    """Celles livrées, sous un autre prorata, ou une autre règle de suspension."""
    livrees = charger_regles()
    cloture = replace(
        livrees.cloture,
        regles=Rules([replace(each, prorata=prorata) for each in livrees.cloture.regles]),
        suspensions=Rules(
            [replace(each, ouverture=ouverture) for each in livrees.cloture.suspensions]
        ),
    )
    return replace(livrees, cloture=cloture)
