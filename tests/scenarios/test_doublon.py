"""C.7-3 : un accord refusé après un bon audit, parce que la structure double une voisine."""

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
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
from services.labellisation.dossier.commands import (
    DonnerAccordPrealable,
    RefuserAccordPrealable,
    SignalerStructure,
)
from services.labellisation.pilotage.questions.a_faire import a_faire
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.messages.envelope import Outcome
from tests.contracts.language import ROOT

ECHANTILLON = ROOT / "console" / "echantillon"
FIN = datetime.combine(date(2020, 2, 1), time(18), PARIS)
MARS = datetime.combine(date(2020, 3, 2), time(9), PARIS)
MAISON, VOISINE = "Maison des Estives", "Relais des Estives"
RAISON = "doublon dans le maillage avec la Maison des Estives"


def tableau(dossier: Path) -> Path:
    """Une structure de l'échantillon, et une autre à un kilomètre, dans la même commune."""
    with (ECHANTILLON / "tableau_remontee.csv").open(encoding="utf-8") as fichier:
        lecteur = csv.DictReader(fichier, delimiter=";")
        premiere = next(lecteur)
        titres = list(lecteur.fieldnames or ())
    voisine = premiere | {"matricule": "15-99", "nom": VOISINE, "latitude": "45.2400"}
    chemin = dossier / "tableau.csv"
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, titres, delimiter=";")
        ecrivain.writeheader()
        ecrivain.writerows([premiere, voisine])
    return chemin


class Histoire:
    """Les acteurs de l'essai, et une agence qui refuse son accord à la voisine."""

    def __init__(self, programme: Programme, dossier: Path, clock: SimulatedClock) -> None:
        self.programme, self.clock = programme, clock
        self.agenda = Agenda(programme, clock, FIN)
        acteurs = Acteurs(programme.signature, constats={})

        def observer(fait: Contract) -> None:
            for jour, commande in acteurs.reagir(fait):
                if isinstance(commande, DonnerAccordPrealable) and self.est_la_voisine(commande):
                    refus = commande.model_dump() | {"motif": RAISON}
                    commande = RefuserAccordPrealable.model_validate(refus)
                self.agenda.plan(jour, commande)

        programme.observe(observer)
        rendu = importer(tableau(dossier), None, DEBUT, programme.send_all)
        self.identites = {each.fiche.nom: each.structure_id for each in rendu.tableau.lignes}
        programme.settle()
        self.agenda.run(lambda now: None)

    def est_la_voisine(self, commande: DonnerAccordPrealable) -> bool:
        return commande.structure_id == self.identites[VOISINE]

    def dossier(self, nom: str) -> DossierEntier:
        model = self.programme.components["labellisation"].model
        return dossier(model, self.identites[nom], MARS.date())

    def signaler(self, objet: str, **dit: str) -> Outcome:
        self.clock.advance(MARS)
        structure_id: UUID = self.identites[VOISINE]
        reponse = self.programme.send(
            SignalerStructure.model_validate(
                {
                    "message_id": uuid5(structure_id, objet),
                    "acteur": prefecture("15"),
                    "structure_id": structure_id,
                    **dit,
                }
            )
        )
        self.programme.settle()
        return reponse


@pytest.fixture
def histoire(tmp_path: Path) -> Iterator[Histoire]:
    clock = SimulatedClock(DEBUT)
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(tmp_path, clock, options)) as programme:
            charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
            yield Histoire(programme, tmp_path, clock)


def test_l_agence_refuse_un_doublon_malgre_un_bon_audit_a024_a063_a069(histoire: Histoire) -> None:
    """La première vague ne regarde pas le maillage : c'est l'accord préalable qui le voit."""
    assert histoire.agenda.refused == []
    assert histoire.dossier(MAISON)["etat"] == "LABELLISEE"
    voisine = histoire.dossier(VOISINE)
    assert (voisine["etat"], voisine["labels"], voisine["insertions"]) == ("NON_RETENUE", [], [])
    assert any(RAISON in each["phrase"] for each in voisine["etapes"])
    audits = histoire.programme.rows("audit", "SELECT etat FROM audits")
    assert {each["etat"] for each in audits} == {"CONCLUANT"}


def test_un_nouveau_signalement_se_heurte_au_maillage_et_l_enclavement_le_leve_a014_a069(
    histoire: Histoire,
) -> None:
    refus = histoire.signaler("doublon")
    assert (refus.code, MAISON in refus.detail) == ("DoublonMaillage", True)

    assert histoire.signaler("enclavement", exception="ENCLAVEMENT", motif="col fermé").accepted

    voisine = histoire.dossier(VOISINE)
    assert voisine["etat"] == "EN_AUDIT"
    model = histoire.programme.components["labellisation"].model
    [audit] = a_faire(model, "AUDITEUR", None, MARS.date())
    assert (audit["nom"], audit["depuis"]) == (VOISINE, "2020-03-02")
