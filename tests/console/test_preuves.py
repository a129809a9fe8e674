"""Déposer des preuves et les vérifier, telles qu'un audit les cite (A-022, INV-07)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.execution.embedded import embedded_options
from console.execution.services import BUILDERS
from services.audit.conduite.commands import ConstaterCriteres, RectifierConstat
from services.audit.remarques.commands import FormulerRemarque, TraiterRemarque
from services.audit.remarques.domain import Remarques
from shared.clock import SimulatedClock
from shared.messages.actors import Acteur
from shared.recording.application import Service
from shared.runtime.migrations import started
from shared.runtime.settings import embedded
from tests.audit.envois import (
    MAISON,
    conforme,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    visite,
)
from tests.audit.pieces import JPEG, PDF, PNG, piece
from tests.console.conftest import Commande

PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "essai").mkdir()
    return tmp_path / "essai"


@pytest.fixture
def audit(dossier: Path) -> Iterator[Service]:
    """Un audit en cours de visite, dans ce dossier."""
    le = SimulatedClock(datetime(2019, 11, 4, tzinfo=UTC))
    component = started(
        BUILDERS["audit"], "audit", embedded("audit", dossier, le, embedded_options(dossier))
    )
    service = component.service
    assert isinstance(service, Service)
    signaler(service)
    tous_acceptes(service, *visite())
    yield service
    component.close()


def deposer(france_services: Commande, dossier: Path, *pieces: Path) -> Any:
    rendu = france_services("evidence", "add", *pieces, "--sortie", dossier)
    assert rendu.code == 0, rendu.erreur
    return json.loads(rendu.sortie)


def constater(audit: Service, critere: str, preuves: Any) -> None:
    constat = {**conforme(critere, "NON_CONFORME"), "preuves": preuves}
    tous_acceptes(audit, demande(ConstaterCriteres, critere, constats=[constat]))


def garde(dossier: Path, preuve: dict[str, Any]) -> Path:
    empreinte: str = preuve["empreinte"]
    return dossier / "preuves" / empreinte[:2] / empreinte


def test_ce_qu_un_constat_cite_est_garde_puis_un_octet_change_et_le_constat_est_dit_a022(
    audit: Service, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    photo, plan = piece(tmp_path, "cloison.jpg"), piece(tmp_path, "plan.pdf", PDF)
    [premiere, seconde] = deposer(france_services, dossier, photo, plan)
    constater(audit, "LOC-02", [premiere])
    constater(audit, "LOC-01", [seconde])

    bien = france_services("evidence", "verify", "--sortie", dossier)
    assert (bien.code, "Preuves citées : 2 ; absentes : 0 ; altérées : 0" in bien.sortie) == (0, 1)
    assert "Preuves à examiner" not in bien.sortie

    garde(dossier, premiere).write_bytes(JPEG[:-1] + b"\x01")
    mal = france_services("evidence", "verify", "--sortie", dossier)

    assert mal.code == 1
    dite = f"altérée cloison.jpg {premiere['empreinte']} Critère constaté LOC-02 : non conforme"
    assert f"{dite}, sur place — structure {MAISON}, 04/11/2019" in mal.sortie
    assert "LOC-01" not in mal.sortie and "altérées : 1 ; jamais citées : 0" in mal.sortie


def test_une_preuve_retiree_manque_au_constat_rectifie_comme_a_l_autre_inv_07(
    audit: Service, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    [avant, apres] = deposer(
        france_services, dossier, piece(tmp_path, "a.jpg"), piece(tmp_path, "b.png", PNG)
    )
    constater(audit, "LOC-02", [avant])
    rectifie = {**conforme("LOC-02"), "preuves": [apres, avant]}
    tous_acceptes(audit, demande(RectifierConstat, "x", constat=rectifie, motif="autre local"))
    garde(dossier, avant).unlink()

    rendu = france_services("evidence", "verify", "--sortie", dossier)

    assert rendu.code == 1
    assert "absente a.jpg" in rendu.sortie and "b.png" not in rendu.sortie
    assert "Critère constaté LOC-02" in rendu.sortie and "Constat rectifié LOC-02" in rendu.sortie


def test_la_preuve_d_une_remarque_traitee_est_cherchee_aussi_a022(
    audit: Service, dossier: Path, france_services: Commande
) -> None:
    tous_acceptes(audit, demande(FormulerRemarque, "r", critere="LOC-02", texte="rehausser"))
    remarque_id = enregistres(audit, Remarques.RemarqueFormulee)[-1].remarque_id
    perdue = {"empreinte": "0" * 64, "nom": "cloison.jpg", "type": "image/jpeg", "taille": 9}
    dit: dict[str, Any] = {"remarque_id": remarque_id, "reponse": "fait", "preuves": [perdue]}
    tous_acceptes(audit, demande(TraiterRemarque, "t", PORTEUR, **dit))

    rendu = france_services("evidence", "verify", "--sortie", dossier)

    assert rendu.code == 1
    assert f"absente cloison.jpg {'0' * 64} Remarque traitée par le porteur" in rendu.sortie


def test_une_preuve_jamais_citee_se_dit_sans_etre_une_faute(
    audit: Service, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    [preuve] = deposer(france_services, dossier, piece(tmp_path, "a.jpg"))

    rendu = france_services("evidence", "verify", "--sortie", dossier)

    assert rendu.code == 0
    assert f"intacte — {preuve['empreinte']} jamais citée" in rendu.sortie
    assert "jamais citées : 1" in rendu.sortie


def test_une_piece_refusee_se_dit_en_francais_et_n_est_pas_gardee(
    audit: Service, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    rendu = france_services("evidence", "add", piece(tmp_path, "a.pdf", b"MZ"), "--sortie", dossier)

    assert (rendu.code, rendu.sortie) == (2, "")
    assert "Refusé : « a.pdf » : son contenu, quelle que soit son extension" in rendu.erreur
    assert not (dossier / "preuves").exists()
