"""Les événements mis de côté : les voir, les lire, les relancer, les écarter."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.utils import _topic_cache, register_topic

from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.exploitation.documents import EtatDesServices
from console.suivi.histoire import recueillir
from services.funding.forfait.domain.droit import DroitAuForfait
from shared.clock import SimulatedClock, SystemClock
from shared.contracts import Contract
from shared.log.journal import history
from tests.console.conftest import Commande
from tests.droits_dus import annees_dues
from tests.funding.anciens import (
    INCONNU,
    TROP_GRAND,
    apprendre,
    enregistrer,
    labellisee,
    structure,
)

SAINE = UUID(int=0xB0001)
DECISION = ("--motif", "montant d'essai", "--auteur", "exploitation")
ANNEES = len(annees_dues(labellisee(SAINE)))
"""Les droits d'un label jusqu'à aujourd'hui ; la structure d'un ancien événement en a deux."""
DROITS = "SELECT structure_id, montant_centimes FROM droits ORDER BY structure_id, label_id"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return tmp_path / "essai"


class Essai:
    """Un programme dans un dossier, qu'on peut rouvrir avec le code d'une autre révision."""

    def __init__(self, dossier: Path, smtp: int) -> None:
        self.dossier, self.smtp = dossier, smtp
        self.clock = SimulatedClock(SystemClock().now())
        self.faits: list[Contract] = []
        self.ouvrir("ancienne")

    def ouvrir(self, revision: str) -> Programme:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.smtp)}
        autres = {"FRANCE_SERVICES_REVISION": revision, "RETRY_LATER": "10,60"}
        self.programme = Programme(self.dossier, self.clock, {**options, **autres})
        return self.programme

    def epuiser(self) -> None:
        """Joue le programme jusqu'à ce que plus aucun essai ne soit prévu dans le mois."""
        self.programme.settle()
        terme = self.clock.now() + timedelta(days=30)
        while (due := self.programme.next_due()) and due <= terme:
            self.clock.advance(due)
            self.programme.settle()

    def ecrire(self, ancien: str) -> int:
        """Un ancien événement, ce qui suit sa structure, et une autre structure."""
        funding = self.programme.components["funding"]
        position = enregistrer(funding, ancien)
        apprendre(funding, structure(ancien))
        apprendre(funding, SAINE)
        return position

    def prevenues(self) -> set[str]:
        rows = self.programme.rows("notifications", "SELECT structure_id FROM courriels")
        return {row["structure_id"] for row in rows}

    def structures(self) -> set[str]:
        return {row["structure_id"] for row in self.programme.rows("funding", DROITS)}


@pytest.fixture
def essai_ancien(dossier: Path) -> Iterator[Essai]:
    with BoiteLocale(dossier / "courriels") as boite:
        essai = Essai(dossier, boite.port)
        yield essai
        essai.programme.close()


def test_sans_evenement_mis_de_cote_la_liste_le_dit(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    reponse = france_services("events", "list", "--sortie", dossier)

    assert (reponse.code, reponse.sortie) == (0, "Aucun événement n'est mis de côté.")


def test_un_montant_que_la_table_ne_peut_contenir_se_voit_et_se_lit(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    position, ici = essai_ancien.ecrire(TROP_GRAND), ("--sortie", dossier)
    essai_ancien.epuiser()

    assert essai_ancien.structures() == {str(SAINE)}
    listee = france_services("events", "list", "--service", "funding", *ici).sortie
    lue = france_services("events", "show", f"funding/{position}", *ici).sortie
    etat = france_services("status", *ici)
    assert f"funding/{position} projection.droits funding.DroitOuvert" in listee
    assert "à décider" in listee and "attend derrière" in listee
    assert '"montant_centimes": 9223372036854775808' in lue and "(ancienne)" in lue
    assert (etat.code, "À VOIR funding : événements mis de côté" in etat.sortie) == (1, True)
    derriere = 2 * ANNEES - 1
    assert f"projection.droits : 1, et {derriere} derrière" in etat.sortie
    assert f"relay : 1, et {derriere} derrière" in etat.sortie
    assert "docs/exploitation/evenements-mis-de-cote.md" in etat.sortie


def test_ecarte_il_laisse_passer_sa_suite_et_l_histoire_dit_qui_et_pourquoi(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    position, ici = essai_ancien.ecrire(TROP_GRAND), ("--sortie", dossier)
    essai_ancien.epuiser()
    toutes = {str(SAINE), str(structure(TROP_GRAND))}

    ecarte = france_services("events", "skip", f"funding/{position}", *DECISION, *ici)
    essai_ancien.epuiser()

    assert (ecarte.code, "écarté de projection.droits" in ecarte.sortie) == (0, True), ecarte
    assert essai_ancien.structures() == toutes
    rejouee = france_services("replay", "funding", *ici)
    assert (rejouee.code, essai_ancien.structures()) == (0, toutes)
    assert france_services("status", *ici).code == 0
    funding = essai_ancien.programme.components["funding"]
    decide = recueillir([funding], structure(TROP_GRAND), None)[-1]
    assert (decide["evenement"], decide["acteur"]) == ("EvenementEcarte", "exploitation")
    assert (decide["motif"], decide["role"]) == ("montant d'essai", "ADMINISTRATEUR")
    dit = f"(n° {position}, funding.DroitOuvert, pour projection.droits, relay)"
    assert dit in decide["phrase"]


def test_le_document_json_dit_tout(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    position = essai_ancien.ecrire(TROP_GRAND)
    essai_ancien.programme.settle()
    ici = ("--sortie", dossier, "--format", "json")

    dit = json.loads(france_services("events", "list", "--limite", "1", *ici).sortie)
    etat = EtatDesServices.model_validate_json(france_services("status", *ici).sortie)

    assert (dit["total"], len(dit["evenements"])) == (4 * ANNEES, 1)
    [premier] = dit["evenements"]
    assert (premier["service"], premier["position"]) == ("funding", position)
    assert premier["etat"] == "EN_ATTENTE"
    assert {e.service: e.evenements_mis_de_cote for e in etat.services}["funding"] == 4 * ANNEES


@contextmanager
def connu_de_la_version_nouvelle() -> Iterator[None]:
    """Le type inconnu y est un droit ouvert."""
    register_topic("funding.DroitPartage", DroitAuForfait.DroitOuvert)
    try:
        yield
    finally:
        del _topic_cache["funding.DroitPartage"]


def test_un_type_inconnu_attend_la_version_qui_le_connait_et_sa_suite_vient_dans_l_ordre(
    essai_ancien: Essai,
) -> None:
    essai_ancien.ecrire(INCONNU)
    essai_ancien.programme.observe(essai_ancien.faits.append)
    essai_ancien.epuiser()
    attendue = str(structure(INCONNU))
    assert essai_ancien.structures() == {str(SAINE)}
    assert attendue not in essai_ancien.prevenues()

    essai_ancien.programme.close()
    with connu_de_la_version_nouvelle():
        programme = essai_ancien.ouvrir("nouvelle")
        essai_ancien.epuiser()

    droits = [row["structure_id"] for row in programme.rows("funding", DROITS)]
    assert droits.count(attendue) == 2 * ANNEES and attendue in essai_ancien.prevenues()
    assert programme.rows("funding", "SELECT * FROM evenements_mis_de_cote") == []
    journal = history(programme.components["funding"].model, structure(INCONNU), None)
    decides = [row["evenement"] for row in journal if row["evenement"].startswith("Droit")]
    assert decides[0] == "DroitOuvert" and len(decides) == 2 * ANNEES


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (("show", "42"), "n'est pas une clé"),
        (("show", "funding/0"), "n'est pas une clé"),
        (("show", "paie/3"), "Service inconnu : paie"),
        (("skip", "funding/7", *DECISION), "Aucun lecteur de funding n'a mis de côté"),
        (("retry", "funding/7", *DECISION), "Aucun lecteur de funding n'a mis de côté"),
        (("retry", *DECISION), "Donnez des clés, ou l'option --service"),
        (("list", "--service", "paie"), "Service inconnu : paie"),
    ],
)
def test_une_demande_impossible_est_refusee(
    essai_ancien: Essai,
    dossier: Path,
    france_services: Commande,
    mots: tuple[str, ...],
    dit: str,
) -> None:
    reponse = france_services("events", *mots, "--sortie", dossier)

    assert (reponse.code, dit in reponse.erreur) == (2, True), reponse


def test_tout_un_service_se_relance(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    position = essai_ancien.ecrire(TROP_GRAND)
    essai_ancien.epuiser()

    mots = ("retry", "--service", "funding", *DECISION)
    relance = france_services("events", *mots, "--sortie", dossier)

    assert relance.code == 0
    assert f"funding/{position} : sera essayé de nouveau par projection.droits" in relance.sortie
    etats = essai_ancien.programme.rows(
        "funding", "SELECT etat FROM evenements_mis_de_cote WHERE etat <> 'DERRIERE'"
    )
    assert etats == [{"etat": "EN_ATTENTE"}] * 2


def test_les_autres_commandes_passent_un_evenement_qu_elles_ne_savent_pas_lire(
    essai_ancien: Essai, dossier: Path, france_services: Commande
) -> None:
    essai_ancien.ecrire(INCONNU)
    essai_ancien.epuiser()
    ici = ("--sortie", dossier)

    redit = france_services("republish", "funding", "--depuis", "2019-11-19 08:00:00", *ici)
    oublie = france_services("forget", "accueil@maison-estives.example", *DECISION, *ici)

    assert (redit.code, oublie.code) == (0, 0), (redit, oublie)
    essai_ancien.epuiser()
    assert essai_ancien.structures() == {str(SAINE)}
