"""La boîte locale, qui garde chaque courriel une fois."""

import re
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from console.execution.boite_locale import BoiteLocale
from services.notifications.courriels.effects.boite import Boite
from services.notifications.courriels.effects.envoi import (
    Facteur,
    RemiseImpossible,
    RemiseReportee,
)
from shared.mailbox import file_name
from tests.notifications.courriels import courriel, variables


def le_courriel(numero: int) -> EmailMessage:
    recues = variables("annexe_en_attente", "PREFECTURE")
    return courriel("annexe_en_attente", recues, f"<{numero}@example.org>")


def test_chaque_courriel_a_son_fichier_et_aucun_n_en_a_deux(tmp_path: Path) -> None:
    with BoiteLocale(tmp_path / "courriels") as boite:
        with Facteur("127.0.0.1", boite.port) as facteur:
            for numero in (1, 2, 3, 2, 1):
                facteur.remettre(le_courriel(numero))
    assert (boite.recus, boite.gardes) == (5, 3)
    names = sorted(path.name for path in (tmp_path / "courriels").iterdir())
    assert len(names) == 3
    for name in names:
        assert re.fullmatch(r"2019-12-20-annexe-en-attente-[0-9a-f]{8}\.eml", name)


def test_rouvrir_la_boite_ne_garde_rien_deux_fois(tmp_path: Path) -> None:
    for gardes in (1, 0):
        with BoiteLocale(tmp_path) as boite:
            with Facteur("127.0.0.1", boite.port) as facteur:
                facteur.remettre(le_courriel(1))
        assert boite.gardes == gardes
    assert len(list(tmp_path.iterdir())) == 1


def test_deux_boites_ont_deux_ports(tmp_path: Path) -> None:
    with BoiteLocale(tmp_path / "a") as one, BoiteLocale(tmp_path / "b") as other:
        assert 0 < one.port != other.port > 0


def test_la_boite_se_ferme_meme_si_un_client_reste_connecte(tmp_path: Path) -> None:
    with BoiteLocale(tmp_path) as boite:
        client = smtplib.SMTP("127.0.0.1", boite.port, timeout=5)
        client.ehlo()
    client.close()


def test_un_disque_qui_refuse_laisse_le_facteur_reessayer(tmp_path: Path) -> None:
    with BoiteLocale(tmp_path / "courriels") as boite:
        (tmp_path / "courriels").rmdir()
        with Facteur("127.0.0.1", boite.port) as facteur:
            with pytest.raises(RemiseImpossible, match="452") as refus:
                facteur.remettre(le_courriel(1))
    assert not refus.value.definitive and boite.recus == 0


def test_un_courriel_s_ecrit_dans_un_dossier_comme_la_boite_le_garde(tmp_path: Path) -> None:
    with BoiteLocale(tmp_path / "reçus") as boite, Facteur("127.0.0.1", boite.port) as facteur:
        facteur.remettre(le_courriel(1))
    for _ in range(2):
        Boite(tmp_path / "écrits").remettre(le_courriel(1))

    [recu], [ecrit] = ([*(tmp_path / nom).iterdir()] for nom in ("reçus", "écrits"))
    assert recu.name == ecrit.name
    assert recu.read_bytes() == ecrit.read_bytes()


def test_un_dossier_qui_refuse_laisse_reessayer(tmp_path: Path) -> None:
    boite = Boite(tmp_path / "courriels")
    (tmp_path / "courriels").rmdir()

    with pytest.raises(RemiseReportee):
        boite.remettre(le_courriel(1))


@pytest.mark.parametrize(
    ("en_tetes", "debut"),
    [
        ("X-France-Services-Gabarit: ../../etc/passwd\r\n", "sans-date-sans-gabarit-"),
        ("X-France-Services-Gabarit: a\\..\\b:c/1\r\n", "sans-date-a-b-c-"),
        ("Date: hier\r\n", "sans-date-sans-gabarit-"),
        ("Date: Tue, 31 Dec 2019 23:30:00 +0000\r\n", "2020-01-01-sans-gabarit-"),
        ("", "sans-date-sans-gabarit-"),
    ],
)
def test_un_courriel_etranger_ne_choisit_pas_ou_il_est_garde(en_tetes: str, debut: str) -> None:
    name = file_name(f"{en_tetes}\r\ncorps\r\n".encode())
    assert re.fullmatch(re.escape(debut) + r"[0-9a-f]{8}\.eml", name)
