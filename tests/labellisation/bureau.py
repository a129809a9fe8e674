"""Le service de labellisation dans un dossier, avec une horloge : on demande, et l'on lit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from console.contrats.refus import refus
from console.execution.embedded import InProcessBus, embedded_options
from services.labellisation.component import build
from services.labellisation.dossier.commands import (
    DonnerAccordPrealable,
    LabelliserStructure,
    RemonterStructure,
    SignalerStructure,
)
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.geographie.questions import CodeGeographique, Commune, CommunesChargees
from shared.clock import PARIS, SimulatedClock
from shared.contracts.audit import (
    AuditConcluant,
    AuditNonConcluant,
    Constat,
    RemarquesIntegralementLevees,
)
from shared.contracts.onboarding import (
    AgentAFormer,
    ApplicationsOuvertes,
    ParcoursFormationAcheve,
)
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample

AGENCE = Acteur(role="AGENCE_NATIONALE", id="agence nationale")
CONCLUANT = AuditConcluant.read(sample("AuditConcluant.v1"))
NON_CONCLUANT = AuditNonConcluant.read(sample("AuditNonConcluant.v1"))
A_FORMER = AgentAFormer.read(sample("AgentAFormer.v1"))
FORME = ParcoursFormationAcheve.read(sample("ParcoursFormationAcheve.v1"))
OUVERTES = ApplicationsOuvertes.read(sample("ApplicationsOuvertes.v1"))
LEVEES = RemarquesIntegralementLevees.read(sample("RemarquesIntegralementLevees.v1"))
FORMES = Constat(
    code="FOR-01", libelle="Agents formés", resultat="CONFORME", mode="CONSTATE_SUR_SITE"
)
COMMUNES = {
    "15001": ("Allanche", 45.2276, 2.9351, "1505"),
    "15138": ("Murat", 45.11, 2.8692, "1512"),
    "15014": ("Aurillac", 44.9261, 2.4407, "1501"),
    "12145": ("Millau", 44.0986, 3.0784, "1214"),
}


def prefet(departement: str = "15") -> Acteur:
    return Acteur(role="PREFET", id=f"préfecture {departement}", departement=departement)


def operateur(organisme: str) -> Acteur:
    return Acteur(role="OPERATEUR", id=f"délégation {organisme}", organisme=organisme)


def matin(jour: date) -> datetime:
    return datetime.combine(jour, time(9), PARIS)


def structure(nom: str) -> UUID:
    return uuid5(NAMESPACE_URL, nom)


@dataclass
class Bureau:
    """Chaque demande avance l'horloge à son jour, et laisse ses suites venir."""

    component: Component
    clock: SimulatedClock
    demandes: int = 0
    lieux: dict[str, str] = field(default_factory=dict)

    def demander(self, kind: type[Command], acteur: Acteur, jour: date, **dit: Any) -> Outcome:
        self.demandes += 1
        self.clock.advance(matin(jour))
        message_id = uuid5(NAMESPACE_URL, f"demande {self.demandes}")
        command = kind.model_validate({"message_id": message_id, "acteur": acteur, **dit})
        reponse = self._recevoir(Envelope.starting(command))
        assert reponse.accepted or reponse.code in refus(kind), "its contract does not say so"
        return reponse

    def remonter(self, nom: str, jour: date, commune: str = "15001", **dit: Any) -> Outcome:
        fiche = {"nom": nom, "departement": commune[:2], "commune_insee": commune}
        fiche |= dit.pop("fiche", {})
        voulu = {"structure_id": structure(nom), "fiche": fiche, "fichier": "f", "ligne": 1}
        return self.demander(RemonterStructure, prefet(commune[:2]), jour, **{**voulu, **dit})

    def signaler(self, nom: str, jour: date, departement: str = "15", **dit: Any) -> Outcome:
        voulu = {"structure_id": structure(nom), **dit}
        return self.demander(SignalerStructure, prefet(departement), jour, **voulu)

    def auditer(self, nom: str, jour: date, **synthese: Any) -> None:
        """Un autre service a conclu : c'est un fait."""
        self.clock.advance(matin(jour))
        faits = {
            "message_id": uuid5(structure(nom), str(jour)),
            "occurred_at": matin(jour),
            "structure_id": structure(nom),
            "signalement_id": self.signalement(nom),
            "synthese": CONCLUANT.synthese.model_copy(
                update={
                    "audit_id": self.audit(nom),
                    "conclu_le": jour,
                    "constats": [FORMES],
                    **synthese,
                }
            ),
        }
        assert self._recevoir(Envelope.starting(CONCLUANT.model_copy(update=faits))).accepted

    def refuser(self, nom: str, jour: date, issue: str) -> None:
        """L'audit n'est pas concluant : c'est un fait d'un autre service."""
        self.clock.advance(matin(jour))
        faits = {
            "message_id": uuid5(structure(nom), f"refus {jour}"),
            "occurred_at": matin(jour),
            "structure_id": structure(nom),
            "signalement_id": self.signalement(nom),
            "issue": issue,
            "synthese": NON_CONCLUANT.synthese.model_copy(update={"audit_id": self.audit(nom)}),
        }
        assert self._recevoir(Envelope.starting(NON_CONCLUANT.model_copy(update=faits))).accepted

    def lever_les_remarques(self, nom: str, jour: date) -> None:
        self.clock.advance(matin(jour))
        faits = {
            "message_id": uuid5(structure(nom), f"levées {jour}"),
            "occurred_at": matin(jour),
            "structure_id": structure(nom),
            "audit_id": self.audit(nom),
        }
        assert self._recevoir(Envelope.starting(LEVEES.model_copy(update=faits))).accepted

    def ouvrir_les_applications(self, nom: str) -> None:
        """Deux agents sont inscrits : c'est un fait d'un autre service."""
        faits = {"message_id": uuid5(structure(nom), "ouvertes"), "structure_id": structure(nom)}
        assert self._recevoir(Envelope.starting(OUVERTES.model_copy(update=faits))).accepted

    def former_les_agents(self, nom: str) -> None:
        """Les deux agents sont inscrits, puis formés : ce sont des faits d'un autre service."""
        [suivi] = self.component.model.query("SELECT label_id FROM suivi_labels")
        for rang in range(2):
            agent_id = uuid5(structure(nom), f"agent {rang}")
            sien = {"structure_id": structure(nom), "agent_id": agent_id, **suivi}
            for fait in (A_FORMER, FORME):
                dit = sien | {"message_id": uuid5(agent_id, type(fait).__name__)}
                annonce = type(fait).model_validate(fait.model_dump() | dit)
                assert self._recevoir(Envelope.starting(annonce)).accepted

    def accorder(self, nom: str, jour: date) -> Outcome:
        audit = {"structure_id": structure(nom), "audit_id": self.audit(nom)}
        return self.demander(DonnerAccordPrealable, AGENCE, jour, **audit)

    def labelliser(
        self, nom: str, jour: date, effet: date | None = None, departement: str = "15"
    ) -> Outcome:
        voulu = {"structure_id": structure(nom), "date_effet": effet or jour}
        return self.demander(LabelliserStructure, prefet(departement), jour, **voulu)

    def mener_au_label(self, nom: str, jour: date, commune: str = "15001", **dit: Any) -> None:
        """De la remontée au label, le même jour."""
        departement = commune[:2]
        assert self.remonter(nom, jour, commune, **dit).accepted
        assert self.signaler(nom, jour, departement).accepted
        self.auditer(nom, jour)
        assert self.accorder(nom, jour).accepted
        effet = max(jour, date(2020, 1, 1))
        assert self.labelliser(nom, jour, effet, departement).accepted

    def signalement(self, nom: str) -> UUID | None:
        dossier_id = Dossier.create_id(structure(nom))
        return self.component.service.load_or_refuse(Dossier, dossier_id).signalement_id

    def audit(self, nom: str) -> UUID:
        return uuid5(structure(nom), "audit")

    def tourner(self) -> None:
        bus = InProcessBus([])
        readers = [*self.component.readers(bus), *self.component.timed(bus)]
        while sum(reader.run() for reader in readers):
            pass

    def phrases(self, nom: str) -> list[dict[str, Any]]:
        return self.component.model.query(
            "SELECT * FROM journal WHERE structure_id = :id ORDER BY enregistre_le",
            {"id": str(structure(nom))},
        )

    def _recevoir(self, envelope: Envelope) -> Outcome:
        outcome = self.component.service.receive(envelope)
        self.tourner()
        return outcome


@contextmanager
def bureau_ouvert(dossier: Path, debut: date = date(2019, 7, 1)) -> Iterator[Bureau]:
    clock = SimulatedClock(matin(debut))
    component = build(embedded("labellisation", dossier, clock, embedded_options(dossier)))
    CommunesChargees(component.model).charger(geographie())
    yield Bureau(component, clock)
    component.close()


def geographie() -> CodeGeographique:
    communes = [
        Commune(code, nom, code[:2], "Cantal", canton, nom, "CC", latitude, longitude, code)
        for code, (nom, latitude, longitude, canton) in COMMUNES.items()
    ]
    return CodeGeographique(2024, (), (), tuple(communes))
