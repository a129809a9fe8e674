"""Ce que `status` montre : qui mène, ce qui est en retard, ce qui attend quelqu'un."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text

from console.essai.demo import engager
from console.execution.embedded import Programme
from console.execution.opened import opened
from console.execution.services import BUILDERS
from console.exploitation.documents import EtatDesServices
from console.exploitation.examen import Etat
from console.exploitation.status import regarder, suivis_dans, tableau
from services.onboarding.convention.rules.socle import charger_socle
from shared.clock import SystemClock
from shared.messages.raw import RawMessage
from shared.runtime.leader import LEADER_KEY
from tests.console.conftest import Commande
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import databases

FILE = "funding.labellisation.events"
JOUR = date(2019, 11, 15)
VIDE = ["0", "—", "—", "0", "0", "0"]


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Programme]:
    programme = Programme(tmp_path / "essai", SystemClock(), {})
    yield programme
    programme.close()


def lignes(sortie: str) -> dict[str, list[str]]:
    """Les cellules de chaque service ; aucune n'a d'espace dans ces essais."""
    mots = [ligne.split() for ligne in sortie.splitlines()]
    return {ligne[0]: ligne[1:] for ligne in mots if ligne and ligne[0] in BUILDERS}


def montre(dossier: Path | None, *services: str) -> dict[str, list[str]]:
    return lignes(dit(dossier, *services, largeur=80))


def dit(dossier: Path | None, *services: str, largeur: int = 200) -> str:
    suivis = suivis_dans(dossier, services)
    regarder(suivis, dossier)
    ecran = Console(width=largeur)
    with ecran.capture() as ecrit:
        ecran.print(tableau(suivis))
    return ecrit.get()


def test_un_programme_vide_n_a_rien_a_montrer(programme: Programme, tmp_path: Path) -> None:
    montres = montre(tmp_path / "essai", *BUILDERS)

    assert montres.keys() == BUILDERS.keys()
    assert set(map(tuple, montres.values())) == {("—", *VIDE)}


def test_ce_qui_attend_une_decision_se_voit(programme: Programme, tmp_path: Path) -> None:
    programme.components["funding"].reception.take(RawMessage(FILE, "StructureLabellisee", b"?"))

    montres = montre(tmp_path / "essai", "audit", "funding")

    assert montres["funding"][-3:] == ["0", "1", "0"]
    assert montres["audit"][-3:] == ["0", "0", "0"]


def test_un_essai_joue_ne_laisse_aucun_retard(france_services: Commande, essai: Path) -> None:
    dit = france_services("status", "--sortie", essai)

    assert dit.code == 0
    assert "France Services, version" in dit.sortie
    assert all(f"{service} — " in dit.sortie for service in BUILDERS)
    assert "évén." not in dit.sortie


def test_un_message_a_decider_rend_un_et_dit_que_faire(
    programme: Programme, tmp_path: Path, france_services: Commande
) -> None:
    programme.components["funding"].reception.take(RawMessage(FILE, "StructureLabellisee", b"?"))

    dit = france_services("status", "--sortie", tmp_path / "essai")

    assert (dit.code, "FAUTE" in dit.sortie) == (1, False), dit.sortie
    assert "À VOIR funding : messages à décider : sans nouvel essai : 1, depuis " in dit.sortie
    assert "→ Décidez avec « france-services messages »" in dit.sortie


def test_le_document_json_est_seul_sur_la_sortie(
    programme: Programme, tmp_path: Path, france_services: Commande
) -> None:
    programme.components["funding"].reception.take(RawMessage(FILE, "StructureLabellisee", b"?"))

    dit = france_services("status", "--sortie", tmp_path / "essai", "--format", "json")

    vu = EtatDesServices.model_validate_json(dit.sortie)
    assert (dit.code, vu.code, vu.etat, dit.erreur) == (1, 1, Etat.A_SURVEILLER, "")
    assert {each.service: each.a_decider for each in vu.services} == {
        service: int(service == "funding") for service in BUILDERS
    }
    [inquiet] = [each for each in vu.constats if each.etat is not Etat.OK]
    assert (inquiet.sujet, inquiet.examen) == ("funding", "messages à décider")


def test_un_dossier_absent_est_refuse(tmp_path: Path, france_services: Commande) -> None:
    dit = france_services("status", "--sortie", tmp_path / "rien")

    assert (dit.code, dit.erreur.startswith("Refusé : Le dossier")) == (2, True)


def test_un_lecteur_en_retard_est_nomme(programme: Programme, tmp_path: Path) -> None:
    [premier, *_] = charger_socle().en_vigueur(JOUR)
    programme.send(engager("15", premier.code, JOUR))

    ecrit = dit(tmp_path / "essai", "onboarding")
    assert "relay : " in ecrit and "évén." in ecrit


def test_sur_les_serveurs_on_sait_si_quelqu_un_mene(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases(servers, ["funding"]) as urls:
        for name, value in process_environment(tmp_path, 25, urls, "amqp://nulle.part").items():
            monkeypatch.setenv(name, value)
        assert montre(None, "funding")["funding"] == ["non", *VIDE]

        with opened(["funding"], None) as [component], component.model.engine.connect() as session:
            session.execute(text(f"SELECT pg_advisory_lock({LEADER_KEY})"))
            assert montre(None, "funding")["funding"] == ["oui", *VIDE]
