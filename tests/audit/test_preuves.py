"""Le dépôt des preuves : gardées sous leur empreinte, relues intactes ou refusées (A-022)."""

import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from services.audit.preuves.domain import PreuveAlteree, PreuveIntrouvable
from services.audit.preuves.reading import Depot
from services.audit.preuves.rules import Marque, Nature, PieceRefusee, regle_de_depot
from shared.rules.loading import RuleError
from tests.audit.pieces import JPEG, ODS, ODT, PDF, PNG, office, opendocument, piece

REGLE = regle_de_depot(date(2019, 11, 4))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path / "documents")


def gardes(depot: Depot) -> list[Path]:
    return [each for each in depot.dossier.rglob("*") if each.is_file()]


def test_une_piece_deposee_se_relit_et_se_cite_par_son_empreinte_a022(
    depot: Depot, tmp_path: Path
) -> None:
    preuve = depot.deposer(piece(tmp_path, "façade.jpg"), REGLE)

    assert preuve.model_dump() == {
        "empreinte": sha256(JPEG).hexdigest(),
        "nom": "façade.jpg",
        "type": "image/jpeg",
        "taille": len(JPEG),
    }
    assert depot.lire(preuve.empreinte) == JPEG
    assert list(depot.empreintes()) == [preuve.empreinte]


def test_deposer_deux_fois_le_meme_contenu_ne_le_garde_qu_une_fois_et_ne_le_reecrit_pas(
    depot: Depot, tmp_path: Path
) -> None:
    premiere = depot.deposer(piece(tmp_path, "façade.jpg"), REGLE)
    [garde] = gardes(depot)
    os.utime(garde, (0, 0))

    seconde = depot.deposer(piece(tmp_path, "copie.jpg"), REGLE)

    assert gardes(depot) == [garde] and garde.stat().st_mtime == 0
    assert (premiere.empreinte, seconde.nom) == (seconde.empreinte, "copie.jpg")


@pytest.mark.parametrize(
    "contenu, type",
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (opendocument(ODT), ODT),
        (opendocument(ODS), ODS),
        (office("word/document.xml"), WORD),
        (office("xl/workbook.xml"), EXCEL),
    ],
    ids=["pdf", "jpeg", "png", "odt", "ods", "docx", "xlsx"],
)
def test_le_type_se_lit_dans_le_contenu_quelle_que_soit_l_extension(
    depot: Depot, tmp_path: Path, contenu: bytes, type: str
) -> None:
    assert depot.deposer(piece(tmp_path, "piece.txt", contenu), REGLE).type == type


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"MZ\x90\x00",
        b" %PDF-1.7",
        opendocument(f"{ODT}-template"),
        office("word/document.xml", "word/vbaProject.bin"),
        office("ppt/presentation.xml"),
        office("word/document.xml")[:60],
    ],
    ids=["vide", "programme", "décalé", "modèle", "macros", "autre office", "archive tronquée"],
)
def test_un_contenu_d_un_autre_type_est_refuse_et_rien_n_est_garde(
    depot: Depot, tmp_path: Path, contenu: bytes
) -> None:
    with pytest.raises(PieceRefusee, match=r"« plan\.pdf » .*\(PDF, JPEG, .* DEPOT_DE_PREUVE@2019"):
        depot.deposer(piece(tmp_path, "plan.pdf", contenu), REGLE)

    assert gardes(depot) == []


def test_une_piece_trop_lourde_est_refusee_en_disant_laquelle_sa_taille_et_la_borne(
    depot: Depot, tmp_path: Path
) -> None:
    juste = depot.deposer(piece(tmp_path, "juste.pdf", PDF.ljust(REGLE.taille_max)), REGLE)
    lourde = piece(tmp_path, "lourde.pdf", PDF)
    os.truncate(lourde, REGLE.taille_max + 7)

    with pytest.raises(PieceRefusee, match=r"lourde\.pdf » pèse 20000007 .* en pèse 20000000 au"):
        depot.deposer(lourde, REGLE)

    assert list(depot.empreintes()) == [juste.empreinte]


def test_ce_qui_n_est_pas_un_fichier_ou_se_nomme_trop_long_est_refuse(
    depot: Depot, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "tube")
    for chemin in (tmp_path, tmp_path / "absent.pdf", tmp_path / "tube"):
        with pytest.raises(PieceRefusee, match="n'est pas un fichier"):
            depot.deposer(chemin, REGLE)
    with pytest.raises(PieceRefusee, match="renommez ce fichier ; nom : "):
        depot.deposer(piece(tmp_path, "n" * 201), REGLE)

    assert gardes(depot) == []


def test_un_octet_change_se_voit_a_la_lecture_et_au_depot_suivant_qui_ne_reecrit_rien(
    depot: Depot, tmp_path: Path
) -> None:
    empreinte = depot.deposer(piece(tmp_path, "façade.jpg"), REGLE).empreinte
    [garde] = gardes(depot)
    garde.write_bytes(JPEG[:-1] + b"\x01")

    with pytest.raises(PreuveAlteree, match=f"{empreinte} a été altérée : preuves/"):
        depot.lire(empreinte)
    with pytest.raises(PreuveAlteree):
        depot.deposer(tmp_path / "façade.jpg", REGLE)
    assert garde.read_bytes() != JPEG


def test_une_preuve_qui_manque_est_refusee_en_disant_laquelle(depot: Depot) -> None:
    with pytest.raises(PreuveIntrouvable, match=f"sous l'empreinte {'0' * 64}"):
        depot.lire("0" * 64)


@pytest.mark.parametrize(
    "empreinte",
    ["../secret", "/secret", f"../../{'a' * 58}", "A" * 64, "a" * 63, "a" * 64 + "\n", ""],
)
def test_aucun_autre_chemin_ne_s_atteint_par_une_empreinte(depot: Depot, empreinte: str) -> None:
    with pytest.raises(PreuveIntrouvable, match="n'est pas une empreinte"):
        depot.lire(empreinte)


@pytest.mark.parametrize("lieu, rate", [(os, "fsync"), (Path, "replace")], ids=["fsync", "replace"])
def test_un_depot_interrompu_ne_laisse_rien_et_se_refait(
    depot: Depot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lieu: object, rate: str
) -> None:
    def interrompre(*_: object) -> None:
        raise KeyboardInterrupt

    chemin = piece(tmp_path, "façade.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(lieu, rate, interrompre)
        with pytest.raises(KeyboardInterrupt):
            depot.deposer(chemin, REGLE)

    assert gardes(depot) == []
    assert depot.lire(depot.deposer(chemin, REGLE).empreinte) == JPEG


def test_le_brouillon_d_un_processus_tue_n_est_pas_une_preuve_et_ne_gene_pas(
    depot: Depot, tmp_path: Path
) -> None:
    empreinte = sha256(JPEG).hexdigest()
    brouillon = depot.dossier / "preuves" / empreinte[:2] / f".{empreinte}.part"
    brouillon.parent.mkdir(parents=True)
    brouillon.write_bytes(JPEG[:3])

    assert list(depot.empreintes()) == []
    depot.deposer(piece(tmp_path, "façade.jpg"), REGLE)
    assert [each.name for each in gardes(depot)] == [empreinte]


def test_la_regle_du_depot_est_datee_et_refuse_ce_qui_admettrait_tout() -> None:
    with pytest.raises(PieceRefusee, match="30/06/2019"):
        regle_de_depot(date(2019, 6, 30))
    with pytest.raises(RuleError, match="tout contenu"):
        Nature("TOUT", "*/*", ())
    with pytest.raises(RuleError, match="n'est pas un octet"):
        Marque(0, "€")
