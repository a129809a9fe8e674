"""Un lieu qui ne convient pas se dit en une phrase, avant que rien ne soit fait."""

import resource
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from console.cli import application
from console.lieux import LieuRefuse, a_ecrire, a_lire, dossier_a_lire, dossier_a_remplir
from console.reference.page_des_commandes import Commande as Documentee
from console.reference.page_des_commandes import commandes
from shared.runtime.probes.process import listening
from shared.runtime.settings import ConfigurationRefused
from tests.console.conftest import Commande
from tests.servers.addresses import free_port, inherited

COMMANDES = {each.mots: each for each in commandes(typer.main.get_command(application()))}
LIEUX = ("fichier", "fichier/dessous", "lien", "lien/dessous", "n" * 300, "boucle", "dossier")
"""Sous le dossier d'essai : un fichier, un lien rompu, un nom trop long, une boucle, un dossier."""
FICHIERS = {
    "--image",
    "--csv",
    "--pdf",
    "--fichier",
    "--liste",
    "--corps",
    "TABLEAUX",
    "FICHIER",
    "FICHIERS",
}
CONVIENNENT = {"dossier": {"--sortie", "--rapport", "SOURCE", "--geographie"}, "fichier": FICHIERS}
A_FOURNIR = {
    "LISTE.csv": "fichier",
    "TABLEAU.xlsx": "fichier",
    "liste_fs_20200206.csv": "fichier",
    "facade.jpg": "fichier",
    "plan.pdf": "fichier",
    "revele.json": "fichier",
    "DOSSIER": "dossier",
    "motifs.svg": "nouveau.svg",
}


def chemins(commande: Documentee) -> list[str]:
    """Ses options et ses arguments qui sont des chemins."""
    return [
        param.opts[0] if param.param_type_name == "option" else param.name.upper()
        for param in commande.click.params
        if param.display_type(None).strip("<>").removeprefix("list[").startswith(("path", "file"))
    ]


CAS = [
    (mots, chemin, lieu)
    for mots, commande in COMMANDES.items()
    for chemin in chemins(commande)
    for lieu in LIEUX
    if chemin not in CONVIENNENT.get(lieu, ())
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le dossier courant, avec de mauvais lieux dedans."""
    (tmp_path / "fichier").write_text("ceci n'est pas un tableau")
    (tmp_path / "dossier").mkdir()
    (tmp_path / "lien").symlink_to(tmp_path / "nulle" / "part")
    (tmp_path / "boucle").symlink_to(tmp_path / "boucle")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mots_de(commande: Documentee, chemin: str, lieu: str) -> list[str]:
    """Le premier exemple de la commande, où ce chemin mène à ce lieu."""
    mots = [A_FOURNIR.get(mot, mot) for mot in shlex.split(commande.exemples[0])]
    if chemin.startswith("--"):
        return [*mots, chemin, lieu]
    return [lieu if mot in ("fichier", "dossier") else mot for mot in mots]


def test_les_chemins_de_toutes_les_commandes_sont_essayes() -> None:
    assert len(CAS) > 150
    assert {"demo", "import", "messages redrive", "accounts add", "mailbox"} <= {c[0] for c in CAS}


@pytest.mark.parametrize(
    ("mots", "chemin", "lieu"), CAS, ids=[f"{c[0]} {c[1]} {c[2][:15]}" for c in CAS]
)
def test_un_mauvais_lieu_se_dit_et_rien_n_est_fait(
    mots: str, chemin: str, lieu: str, place: Path, france_services: Commande
) -> None:
    avant = sorted(place.rglob("*"))

    reponse = france_services(*mots_de(COMMANDES[mots], chemin, lieu))

    assert (reponse.code, reponse.sortie) == (2, ""), reponse
    assert reponse.erreur.startswith("Refusé : « ")
    assert (
        lieu.partition("/")[0][:20] in reponse.erreur
        or "pas le dossier d'un essai" in reponse.erreur
    )
    assert sorted(place.rglob("*")) == avant


@pytest.mark.parametrize("verifier", [a_lire, dossier_a_lire, a_ecrire, dossier_a_remplir])
def test_ce_qui_n_est_pas_donne_n_est_pas_verifie(verifier: Any) -> None:
    assert verifier(None) is None
    assert verifier([]) == []


def test_un_lieu_a_ecrire_peut_ne_pas_exister_encore(place: Path) -> None:
    dossier_a_remplir(place / "x" / "y")
    a_ecrire(place / "x" / "y.svg")
    a_ecrire(place / "fichier")

    assert not (place / "x").exists()


def test_un_peripherique_n_est_pas_un_fichier() -> None:
    with pytest.raises(LieuRefuse, match="n'est pas ordinaire"):
        a_ecrire(Path("/dev/null"))


@pytest.mark.parametrize(
    "mots",
    [
        *(("history", "15-01"), ("status",), ("replay", "funding"), ("rewrap",)),
        *(("evidence", "verify"), ("messages", "list"), ("counts", "--au", "2020-01-01")),
    ],
    ids=lambda mots: mots[0],
)
def test_un_dossier_qui_n_est_pas_celui_d_un_essai_reste_intact(
    mots: tuple[str, ...], place: Path, france_services: Commande
) -> None:
    reponse = france_services(*mots, "--sortie", "dossier")

    assert (reponse.code, "n'est pas le dossier d'un essai" in reponse.erreur) == (2, True)
    assert list((place / "dossier").iterdir()) == []


@pytest.mark.parametrize("mots", [("demo",), ("load-geography", "--echantillon"), ("rewrap",)])
def test_une_base_qui_n_en_est_pas_une_se_dit(
    mots: tuple[str, ...], place: Path, france_services: Commande
) -> None:
    (place / "dossier" / "funding.sqlite").write_text("une liste de courses")

    reponse = france_services(*mots, "--sortie", "dossier")

    assert reponse.code == 2
    assert "n'est pas la base d'un service" in reponse.erreur
    assert [each.name for each in (place / "dossier").iterdir()] == ["funding.sqlite"]


def test_un_essai_dont_un_dossier_est_un_fichier_ne_commence_pas(
    place: Path, france_services: Commande
) -> None:
    (place / "dossier" / "courriels").touch()

    reponse = france_services("demo", "--sortie", "dossier")

    assert (reponse.code, "courriels » est un fichier" in reponse.erreur) == (2, True)
    assert [each.name for each in (place / "dossier").iterdir()] == ["courriels"]


@pytest.mark.parametrize(
    ("adresse", "dite"),
    [
        ("127.0.0.1", "un autre programme l'occupe"),
        ("192.0.2.1", "cette machine n'a pas cette adresse"),
        ("personne.invalid", "ce nom n'est celui d'aucune machine"),
        ("a" * 70, "La boîte locale ne peut écouter"),
    ],
)
def test_une_adresse_ou_un_port_qui_ne_s_ecoute_pas_se_dit(
    adresse: str, dite: str, place: Path, france_services: Commande
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as pris:
        port = pris.getsockname()[1]

        reponse = france_services("mailbox", "--adresse", adresse, "--port", port)

    assert (reponse.code, reponse.sortie) == (2, "")
    assert dite in reponse.erreur
    assert not (place / "courriels").exists()


def test_un_disque_plein_se_dit(essai: Path, tmp_path: Path) -> None:
    """Aucun fichier du processus ne peut dépasser cette taille : le système le dit à l'écriture."""
    copie = tmp_path / "essai"
    shutil.copytree(essai, copie)

    fait = subprocess.run(
        [sys.executable, "-m", "console", "refusals", "--sortie", copie, "--image", "x.svg"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        env={**inherited(), "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert fait.returncode in (2, 3), fait.stderr
    assert "Traceback" not in fait.stderr and len(fait.stderr.splitlines()) == 1


def test_une_sortie_pleine_se_dit(essai: Path) -> None:
    with Path("/dev/full").open("w") as plein:
        fait = subprocess.run(
            [sys.executable, "-m", "console", "counts", "--au", "2020-02-01", "--sortie", essai],
            stdout=plein,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (fait.returncode, "Traceback" in fait.stderr) == (2, False), fait.stderr
    assert "le disque est plein" in fait.stderr


def test_un_port_de_sonde_pris_se_dit() -> None:
    with socket.create_server(("", 0)) as pris:
        with pytest.raises(ConfigurationRefused, match="HTTP_PORT : le port"):
            listening({}, pris.getsockname()[1])
    listening({}, free_port()).close()
