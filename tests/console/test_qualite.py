"""Satisfaction et tirages, tels qu'on les lit sur la console (A-027, A-029, X-06)."""

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from console.execution.opened import opened
from console.suivi.qualite import SATISFACTION
from services.audit.mysteres.commands import TirerVisitesMysteres
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from shared.messages.envelope import Envelope
from tests.console.conftest import Commande
from tests.contracts.language import ROOT, SAMPLES, sample

pytestmark = pytest.mark.xdist_group("essai")


def test_chaque_structure_labellisee_a_sa_campagne(essai: Path, france_services: Commande) -> None:
    reponse = france_services("satisfaction", "--sortie", essai)

    assert reponse.code == 0
    assert "Maison des Estives 2020 agents 0 — — — ouverte" in reponse.sortie


def test_une_structure_se_montre_seule(essai: Path, france_services: Commande) -> None:
    seule = france_services("satisfaction", "--structure", "15-01", "--sortie", essai).sortie
    assert seule.count("Maison des Estives") == 2 and "usagers 0" in seule


def test_une_structure_refusee_n_a_pas_de_campagne(essai: Path, france_services: Commande) -> None:
    refusee = france_services("satisfaction", "--structure", "15-05", "--sortie", essai)
    inconnue = france_services("satisfaction", "--structure", "99-99", "--sortie", essai)

    assert "Aucune campagne d'enquête" in refusee.sortie
    assert (inconnue.code, "99-99" in inconnue.erreur) == (2, True)


def test_une_ligne_dit_tout_en_francais() -> None:
    indicateur = {
        "departement": "15",
        "nom": "Maison des Estives",
        "annee": 2020,
        "public": "USAGERS",
        "reponses": 12,
        "note": 7.25,
        "reorientation": 8.3,
        "derniere_le": "2020-02-03T08:05:00.000000+00:00",
        "etat": "CLOSE",
    }
    assert [each.montrer(indicateur) for each in SATISFACTION.colonnes if each.titre] == [
        *("15", "Maison des Estives", "2020", "usagers", "12", "7,25", "8,3 %"),
        *("03/02/2020", "close"),
    ]


REVELE = SAMPLES["TirageRevele.v1"]
ENGAGE = str(sample("VisitesMysteresTirees.v1")["engagement"])


def test_un_tirage_revele_se_refait_sans_serveur_a029(france_services: Commande) -> None:
    """J-10."""
    refait = france_services("draw", "verify", REVELE, "--engagement", ENGAGE)

    assert refait.code == 0
    assert "Tirage conforme : 2 structures parmi 4, « Baromètre Marianne »" in refait.sortie


def test_un_tirage_trafique_est_denonce(tmp_path: Path, france_services: Commande) -> None:
    truque = tmp_path / "revele.json"
    truque.write_text(json.dumps({**sample("TirageRevele.v1"), "nombre": 3}))

    refait = france_services("draw", "verify", truque, "--engagement", ENGAGE)

    assert refait.code == 1
    assert "d'autres cibles" in refait.sortie and "publié au tirage" in refait.sortie


def test_un_fichier_qui_n_est_pas_un_tirage_est_refuse_en_disant_quoi(
    tmp_path: Path, france_services: Commande
) -> None:
    autre = tmp_path / "autre.json"
    autre.write_text("{}")

    assert "tirage_id" in france_services("draw", "verify", autre).erreur
    assert "il n'existe pas" in france_services("draw", "verify", tmp_path / "absent").erreur


def test_les_cibles_se_lisent_dans_le_journal_jusqu_a_leur_visite(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    copie = tmp_path / "demo"
    shutil.copytree(essai, copie)
    demande = TirerVisitesMysteres.model_validate(
        {**sample_command("TirerVisitesMysteres.v1"), "nombre": 3, "motif_retard": "à l'essai"}
    )
    with opened(["audit"], copie) as [audit]:
        assert audit.service.receive(Envelope.starting(demande)).accepted
    tirage = TirageVisitesMysteres.create_id(demande.programme, demande.le.isoformat())

    dites = france_services("draw", "targets", tirage, "--sortie", copie).sortie
    inconnu = france_services("draw", "targets", UUID(int=1), "--sortie", copie)

    with opened(["audit"], copie) as [audit]:
        found = audit.service.load_or_refuse(TirageVisitesMysteres, tirage)
    assert len(found.cibles) == 3 and all(cible in dites for cible in found.cibles)
    assert (inconnu.code, "inconnu" in inconnu.erreur) == (2, True)


def sample_command(stem: str) -> dict[str, Any]:
    path = ROOT / "console" / "donnees" / "demandes" / f"{stem}.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
