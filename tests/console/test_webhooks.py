"""Ce que l'exploitant fait des faits qu'un webhook n'a pas pris, et ce qui n'en renvoie aucun."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from shared.delivery.parking import Parked
from tests.console.conftest import Commande
from tests.notifications.webhooks.atelier import Atelier
from tests.notifications.webhooks.recepteur import Recepteur, prendre

pytestmark = pytest.mark.xdist_group("essai")

MATRICULE, ADRESSE = "15-01", "accueil@maison-estives.example"
POURQUOI = ("--motif", "son serveur est revenu", "--auteur", "exploitation")


@pytest.fixture
def copie(essai: Path, tmp_path: Path) -> Path:
    return shutil.copytree(essai, tmp_path / "copie")


@pytest.fixture
def recepteur() -> Iterator[Recepteur]:
    with Recepteur() as recepteur:
        yield recepteur


def abandonnes(copie: Path, recepteur: Recepteur) -> tuple[UUID, list[Parked]]:
    """Un webhook dont l'adresse ne prend rien, jusqu'au dernier essai."""
    recepteur.repond = lambda fait: 503
    with Atelier(copie) as atelier:
        webhook_id = atelier.abonner(recepteur, services=["audit"])
        for _ in range(6):
            atelier.livrer()
            atelier.passe(hours=2)
        return webhook_id, atelier.retenus()


def livrer(copie: Path) -> None:
    with Atelier(copie) as atelier:
        atelier.livrer()


def test_un_exploitant_les_voit_les_relance_et_en_ecarte(
    copie: Path, recepteur: Recepteur, france_services: Commande
) -> None:
    webhook_id, retenus = abandonnes(copie, recepteur)
    file, ici = f"webhook.{webhook_id}.events", ("--sortie", copie)
    mort = next(each for each in retenus if each["etat"] == "MORT")

    liste = json.loads(
        france_services("messages", "list", "--file", file, "--format", "json", *ici).sortie
    )
    assert liste["total"] == len(retenus)
    assert {each["cause"] for each in liste["messages"]} == {"NonPris", "SUIT UN AUTRE"}
    assert '"specversion": "1.0"' in france_services("messages", "show", mort["cle"], *ici).sortie

    dit = france_services("messages", "discard", mort["cle"], *POURQUOI, *ici)
    assert dit.code == 0 and "écarté de notifications" in dit.sortie, dit.erreur
    dit = france_services("messages", "redrive", "--file", file, *POURQUOI, *ici)
    assert f"à essayer de nouveau : {len(retenus) - 1}." in dit.sortie, dit.erreur

    recepteur.repond = prendre
    livrer(copie)
    assert json.loads(mort["entetes"])["cloudEvents:id"] not in recepteur.ids
    assert len({*recepteur.ids}) >= len(retenus) - 1
    assert "Aucun message" in france_services("messages", "list", *ici).sortie


def test_status_les_distingue_d_un_message_perdu(
    copie: Path, recepteur: Recepteur, france_services: Commande
) -> None:
    _, retenus = abandonnes(copie, recepteur)

    dit = france_services("status", "--sortie", copie, "--format", "json")

    document = json.loads(dit.sortie)
    [notifications] = [e for e in document["services"] if e["service"] == "notifications"]
    assert notifications["a_decider"] == notifications["en_attente"] == 0
    assert notifications["webhooks_non_pris"] == len(retenus)
    [constat] = [e for e in document["constats"] if e["examen"] == "webhooks" and e["constat"]]
    assert (dit.code, constat["etat"]) == (1, "A_SURVEILLER")
    assert "webhooks.md" in constat["conduite"]


def test_une_personne_oubliee_l_est_aussi_dans_ce_qu_un_webhook_attend(
    copie: Path, recepteur: Recepteur, france_services: Commande
) -> None:
    recepteur.repond = lambda fait: 503 if ADRESSE in json.dumps(fait) else 204
    with Atelier(copie) as atelier:
        atelier.abonner(recepteur)
        atelier.livrer()
        assert any(ADRESSE.encode() in corps for corps in corps_retenus(atelier))

    dit = france_services(
        "forget", MATRICULE, "--motif", "à sa demande", "--auteur", "délégué", "--sortie", copie
    )

    assert dit.code == 0 and "messages retenus corrigés" in dit.sortie, dit.sortie + dit.erreur
    with Atelier(copie) as atelier:
        assert not any(ADRESSE.encode() in corps for corps in corps_retenus(atelier))


def corps_retenus(atelier: Atelier) -> list[bytes]:
    trouves = (atelier.chez.parking.raw_message(each["cle"]) for each in atelier.retenus())
    return [each.body for each in trouves if each]


def test_reconstruire_les_tables_ne_renvoie_rien(
    copie: Path, recepteur: Recepteur, france_services: Commande
) -> None:
    with Atelier(copie) as atelier:
        atelier.abonner(recepteur)
        atelier.livrer()
    pris = [*recepteur.ids]
    assert pris

    dit = france_services("replay", "notifications", "--sortie", copie)

    assert dit.code == 0 and "webhooks" in dit.sortie
    livrer(copie)
    assert recepteur.ids == pris
