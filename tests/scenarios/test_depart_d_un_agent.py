"""C.7-14, de bout en bout : un agent part, l'effectif manque, l'alerte, la mise en demeure."""

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

import pytest

from console.acteurs import prefecture
from console.essai.agenda import Agenda
from console.essai.demo import DEBUT
from console.essai.simulation import Acteurs
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from console.imports.importation import importer
from services.labellisation.label.commands import MettreEnDemeure
from services.onboarding.raccordement.commands import DesinscrireAgent
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import AlerteQualiteEmise
from shared.contracts.labellisation import AlerteEmise, LabelRetire, PorteurMisEnDemeure
from shared.contracts.onboarding import AgentDesinscrit, ApplicationsOuvertes, CompteStructureCree
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from tests.contracts.language import ROOT

ECHANTILLON = ROOT / "console" / "echantillon"
FIN = datetime.combine(date(2020, 2, 1), time(18), PARIS)
F = TypeVar("F", bound=Contract)


def premiere_ligne(dossier: Path) -> Path:
    """La première structure de l'échantillon, seule."""
    with (ECHANTILLON / "tableau_remontee.csv").open(encoding="utf-8") as fichier:
        lecteur = csv.DictReader(fichier, delimiter=";")
        ligne, titres = next(lecteur), list(lecteur.fieldnames or ())
    chemin = dossier / "tableau.csv"
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, titres, delimiter=";")
        ecrivain.writeheader()
        ecrivain.writerow(ligne)
    return chemin


class Histoire:
    """Une structure, de sa remontée au 1er février 2020, puis ce qu'on lui demande."""

    def __init__(self, programme: Programme, dossier: Path, clock: SimulatedClock) -> None:
        self.programme = programme
        self.faits: list[Contract] = []
        agenda = Agenda(programme, clock, FIN)
        acteurs = Acteurs(programme.signature, constats={})

        def observer(fait: Contract) -> None:
            self.faits.append(fait)
            for jour, commande in acteurs.reagir(fait):
                agenda.plan(jour, commande)

        programme.observe(observer)
        importer(premiere_ligne(dossier), None, DEBUT, programme.send_all)
        programme.settle()
        agenda.run(lambda now: None)

    def dits(self, kind: type[F]) -> list[F]:
        return [fait for fait in self.faits if isinstance(fait, kind)]

    @property
    def structure_id(self) -> UUID:
        return self.dits(ApplicationsOuvertes)[0].structure_id

    def demander(self, kind: type[Command], acteur: Acteur, **dit: Any) -> None:
        entete = {
            "message_id": uuid5(self.structure_id, kind.__name__),
            "acteur": acteur,
            "structure_id": self.structure_id,
        }
        reponse = self.programme.send(kind.model_validate({**entete, **dit}))
        assert reponse.accepted, reponse
        self.programme.settle()

    def etat(self) -> str:
        [found] = self.programme.rows("labellisation", "SELECT etat FROM dossiers")
        return str(found["etat"])


@pytest.fixture
def histoire(tmp_path: Path) -> Iterator[Histoire]:
    clock = SimulatedClock(DEBUT)
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(tmp_path, clock, options)) as programme:
            charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
            yield Histoire(programme, tmp_path, clock)


def test_un_agent_part_le_prefet_est_alerte_puis_met_en_demeure(histoire: Histoire) -> None:
    """C.7-14 : agent parti, effectif de un, AGT-01 en doute ; rien n'est retiré en silence."""
    [compte] = histoire.dits(CompteStructureCree)
    porteur = Acteur(role="PORTEUR", id="porteur", structure_id=histoire.structure_id)
    adresse = f"agent1@s{histoire.structure_id.hex[:12]}.example.org"
    assert histoire.etat() == "LABELLISEE"

    histoire.demander(DesinscrireAgent, porteur, label_id=compte.label_id, courriel=adresse)

    assert [fait.agents for fait in histoire.dits(AgentDesinscrit)] == [1]
    [doute] = histoire.dits(AlerteQualiteEmise)
    assert (doute.origine, doute.criteres) == ("EFFECTIF", ["AGT-01"])
    [alerte] = histoire.dits(AlerteEmise)
    assert (alerte.code, alerte.texte) == ("QUALITE", doute.detail)
    assert histoire.etat() == "LABELLISEE"

    manquement = {"critere": "AGT-01", "constat": doute.detail, "mode": "CONSTATE_PAR_DONNEE"}
    histoire.demander(MettreEnDemeure, prefecture("15"), manquements=[manquement])

    [demeure] = histoire.dits(PorteurMisEnDemeure)
    assert [each.critere for each in demeure.manquements] == ["AGT-01"]
    assert histoire.etat() == "SOUS_MISE_EN_DEMEURE"
    assert histoire.dits(LabelRetire) == []
