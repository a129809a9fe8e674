"""Beaucoup de messages retenus, comptés et décidés ensemble ; les demandes illisibles."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from console.execution.embedded import Programme
from console.suivi.histoire import recueillir
from shared.clock import SystemClock
from shared.delivery.parking import Chosen
from shared.messages.raw import ACCOUNT, RawMessage
from shared.recording.store import MessageEcarte, MessageRelance
from shared.runtime.component import Component
from tests.console.conftest import Commande

FILE, BOITE = "funding.labellisation.events", "funding.inbox"
DECIDER = ("--motif", "essai", "--auteur", "exploitation")


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return tmp_path / "essai"


@pytest.fixture
def programme(dossier: Path) -> Iterator[Programme]:
    programme = Programme(dossier, SystemClock(), {})
    yield programme
    programme.close()


@pytest.fixture
def funding(programme: Programme) -> Component:
    return programme.components["funding"]


def retenir(funding: Component, nombre: int, type_: str = "Rumeur", compte: str = "a") -> None:
    for rang in range(nombre):
        corps = f"{type_} {compte} {rang}".encode()
        funding.reception.take(RawMessage(FILE, type_, corps, {ACCOUNT: compte}))


def decisions(funding: Component, topic: str) -> int:
    return len(funding.service.recorder.select_notifications(None, 1000, topics=[topic]))


def test_au_dela_de_la_limite_la_liste_est_groupee(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    retenir(funding, 51)

    liste = france_services("messages", "list", "--sortie", dossier).sortie
    longue = france_services("messages", "list", "--limite", 60, "--sortie", dossier).sortie

    assert "funding Rumeur Illisible 51" in liste and "Messages : 51 ; --limite" in liste
    assert longue.count("mis de côté") == 51


def test_en_json_un_seul_document_dit_tout(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    retenir(funding, 3)
    funding.reception.take(RawMessage(BOITE, "Payer", b"{", {ACCOUNT: "presse"}))

    dit = france_services(
        "messages", "list", "--format", "json", "--limite", 2, "--sortie", dossier
    )
    lu = json.loads(dit.sortie)

    assert (lu["total"], len(lu["messages"])) == (3, 2)
    assert [(g["type"], g["nombre"]) for g in lu["groupes"]] == [("Rumeur", 3)]
    [premier, _] = lu["messages"]
    assert (premier["service"], premier["compte"], premier["cause"]) == (
        "funding",
        "a",
        "Illisible",
    )
    assert not {"corps", "entetes"} & premier.keys()
    [illisibles] = lu["demandes_illisibles"]
    assert (illisibles["compte"], illisibles["nombre"]) == ("presse", 1)
    assert [each["corps"] for each in illisibles["exemples"]] == ["{"]


@pytest.mark.parametrize(
    ("options", "restent"),
    [
        (("--type", "Rumeur"), ["Bruit"] * 2),
        (("--cause", "Illisible"), []),
        (("--cause", "Panne"), ["Rumeur"] * 3 + ["Bruit"] * 2),
        (("--file", FILE), []),
        (("--compte", "b"), ["Rumeur"] * 3),
        (("--avant", "2199-01-01"), []),
        (("--avant", "2020-01-01"), ["Rumeur"] * 3 + ["Bruit"] * 2),
        (("--service", "funding", "--compte", "a"), ["Bruit"] * 2),
    ],
)
def test_des_messages_choisis_s_ecartent_ensemble(
    funding: Component,
    dossier: Path,
    france_services: Commande,
    options: tuple[str, ...],
    restent: list[str],
) -> None:
    retenir(funding, 3)
    retenir(funding, 2, "Bruit", "b")

    dit = france_services("messages", "discard", *options, *DECIDER, "--sortie", dossier)

    assert [row["type"] for row in funding.parking.all()] == restent
    assert f"Messages écartés : {5 - len(restent)}." in dit.sortie
    assert decisions(funding, MessageEcarte.TOPIC) == 5 - len(restent)


def test_plus_d_une_page_de_messages_s_ecarte_et_se_relance_entiere(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    retenir(funding, 230)

    relances = france_services(
        "messages", "redrive", "--type", "Rumeur", *DECIDER, "--sortie", dossier
    )
    assert "Messages à essayer de nouveau : 230." in relances.sortie
    assert {row["etat"] for row in funding.parking.all()} == {"EN_ATTENTE"}
    ecartes = france_services(
        "messages", "discard", "--type", "Rumeur", *DECIDER, "--sortie", dossier
    )

    assert "Messages écartés : 230." in ecartes.sortie
    assert list(funding.parking.all()) == []
    assert decisions(funding, MessageRelance.TOPIC) == 230
    assert decisions(funding, MessageEcarte.TOPIC) == 230


def test_un_message_trop_gros_n_est_pas_relance_avec_les_autres(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    retenir(funding, 1)
    funding.reception.take(RawMessage(FILE, "Rumeur", b" " * 2_000_000))

    dit = france_services("messages", "redrive", "--type", "Rumeur", *DECIDER, "--sortie", dossier)
    [cle] = [row["cle"] for row in funding.parking.all(Chosen(cause="Trop gros"))]
    seul = france_services("messages", "redrive", cle, *DECIDER, "--sortie", dossier)

    assert (
        "à essayer de nouveau : 1 ; laissés, déjà traités ou trop gros pour être gardés : 1."
        in dit.sortie
    )
    assert (seul.code, "ne peut qu'être écarté" in seul.erreur) == (2, True)


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        ((), "Donnez des clés, ou une option qui choisit"),
        (("abc", "--type", "Rumeur"), "pas les deux"),
    ],
)
def test_un_choix_absent_ou_double_est_refuse(
    funding: Component,
    dossier: Path,
    france_services: Commande,
    mots: tuple[str, ...],
    dit: str,
) -> None:
    retenir(funding, 1)
    for verbe in ("discard", "redrive"):
        reponse = france_services("messages", verbe, *mots, *DECIDER, "--sortie", dossier)

        assert (reponse.code, dit in reponse.erreur) == (2, True)
    assert len(list(funding.parking.all())) == 1


def test_un_corps_corrige_trop_gros_est_refuse(
    funding: Component, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    retenir(funding, 1)
    [row] = funding.parking.all()
    gros = tmp_path / "gros.json"
    gros.write_bytes(b" " * 2_000_000)

    dit = france_services(
        "messages", "redrive", row["cle"], "--corps", gros, *DECIDER, "--sortie", dossier
    )

    assert (dit.code, "envoyez moins de données" in dit.erreur) == (2, True)


def test_un_deluge_de_demandes_illisibles_tient_en_une_ligne(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    for rang in range(300):
        funding.reception.take(RawMessage(BOITE, "Payer", b"%d" % rang, {ACCOUNT: "presse"}))

    liste = france_services("messages", "list", "--sortie", dossier).sortie
    ailleurs = france_services("messages", "list", "--compte", "autre", "--sortie", dossier).sortie
    etat = france_services("status", "--sortie", dossier).sortie

    assert "Aucun message n'attend." in liste
    assert "funding presse (inconnu) Type inconnu 300" in liste
    assert "Type de message inconnu : « Payer »" in liste
    assert "presse" not in ailleurs
    assert "funding, demandes illisibles : 300 ;" in etat


def test_un_corps_qui_remplirait_l_ecran_est_coupe(
    funding: Component, dossier: Path, france_services: Commande
) -> None:
    funding.reception.take(RawMessage(FILE, "Rumeur", b"[" * 500_000))
    [row] = funding.parking.all()

    vu = france_services("messages", "show", row["cle"], "--sortie", dossier)

    assert vu.code == 0 and "… (480000 caractères de plus)" in vu.sortie
    assert len(vu.sortie) < 30_000


def test_une_decision_d_ensemble_dit_qui_et_pourquoi(
    funding: Component, dossier: Path, programme: Programme, france_services: Commande
) -> None:
    sujet = "92252805-8472-5a9b-a3f8-117b7a1730ce"
    message = RawMessage(FILE, "StructureLabellisee", b"{}", {"cloudEvents:subject": sujet})
    funding.reception.take(message)

    france_services("messages", "discard", "--cause", "Illisible", *DECIDER, "--sortie", dossier)
    programme.settle()

    [decide] = recueillir([funding], UUID(sujet), None)
    assert (decide["acteur"], decide["motif"]) == ("exploitation", "essai")
