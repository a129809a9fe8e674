"""Ce qu'une installation fait : des secrets, des bases, et des rôles qui n'ouvrent que la leur."""

from pathlib import Path

import pytest
from cryptography import x509

from console.execution.services import BUILDERS
from console.installation import certificats
from console.installation.secrets import PARTAGES, SECRETS, copier_les_cles, lire, preparer, tourner
from shared.personal_data.master_keys import MasterKeys
from shared.refusal import Refus


@pytest.fixture
def coffre(tmp_path: Path) -> Path:
    preparer(tmp_path)
    return tmp_path


def contenu(dossier: Path) -> dict[str, str]:
    return {
        str(path.relative_to(dossier)): path.read_text()
        for path in dossier.rglob("*")
        if path.is_file()
    }


def test_chaque_compte_a_ses_secrets_et_les_retrouve(coffre: Path) -> None:
    avant = contenu(coffre)

    assert set(avant) == {
        "rabbitmq/administration.conf",
        *(f"{compte}/{nom}" for compte, noms in SECRETS.items() for nom in noms),
    }
    doubles = sum(len(comptes) - 1 for comptes in PARTAGES.values())
    assert len(set(avant.values())) == len(avant) - doubles
    assert MasterKeys.read(lire(coffre, "audit", "master_key")).current
    assert preparer(coffre) == []
    assert contenu(coffre) == avant


def test_deux_comptes_ont_le_meme_secret_des_liens_celui_deja_en_service(coffre: Path) -> None:
    en_service = lire(coffre, "onboarding", "link_secret")
    (coffre / "notifications" / "link_secret").unlink()

    assert preparer(coffre) == ["notifications/link_secret"]
    assert lire(coffre, "notifications", "link_secret") == en_service


def test_un_secret_perdu_est_seul_refait(coffre: Path) -> None:
    avant = contenu(coffre)
    (coffre / "audit" / "amqp_password").unlink()

    assert preparer(coffre) == ["audit/amqp_password"]
    change = {nom for nom, texte in contenu(coffre).items() if avant[nom] != texte}
    assert change == {"audit/amqp_password"}


def test_tourner_change_les_mots_de_passe_et_garde_la_cle(coffre: Path) -> None:
    avant = contenu(coffre)

    assert tourner(coffre, "onboarding") == [
        "onboarding/postgres_password",
        "onboarding/amqp_password",
    ]
    change = {nom for nom, texte in contenu(coffre).items() if avant[nom] != texte}
    assert change == {"onboarding/postgres_password", "onboarding/amqp_password"}


def test_les_cles_sont_copiees_seules_et_recopiees_quand_elles_changent(coffre: Path) -> None:
    preparer(coffre)
    assert copier_les_cles(coffre) == [], "nul ne les attend"
    cles = coffre / "cles"
    cles.mkdir()

    assert copier_les_cles(coffre) == [f"cles/{each}" for each in BUILDERS]
    assert copier_les_cles(coffre) == []
    (coffre / "funding" / "master_key").chmod(0o644)
    (coffre / "funding" / "master_key").write_text("nouvelle,ancienne")
    assert copier_les_cles(coffre) == ["cles/funding"]

    assert {each.name: each.read_text() for each in cles.iterdir()} == {
        each: (coffre / each / "master_key").read_text() for each in BUILDERS
    }
    assert {each.stat().st_mode & 0o777 for each in cles.iterdir()} == {0o444}


@pytest.mark.parametrize("compte", ["postgres", "rabbitmq", "inconnu"])
def test_un_compte_sans_mot_de_passe_a_changer_est_refuse(coffre: Path, compte: str) -> None:
    with pytest.raises(Refus, match=compte):
        tourner(coffre, compte)


def test_un_secret_absent_est_nomme(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="funding/amqp_password manque"):
        lire(tmp_path, "funding", "amqp_password")


def test_les_certificats_sont_signes_par_l_autorite_et_portent_leur_nom(tmp_path: Path) -> None:
    ecrits = certificats.preparer(tmp_path, ["postgres", "rabbitmq"])

    autorite = x509.load_pem_x509_certificate((tmp_path / "autorite" / "ca.crt").read_bytes())
    for nom in ("postgres", "rabbitmq"):
        certificat = x509.load_pem_x509_certificate((tmp_path / nom / "tls.crt").read_bytes())
        certificat.verify_directly_issued_by(autorite)
        noms = certificat.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert nom in noms.get_values_for_type(x509.DNSName)
    assert ecrits == ["postgres/tls.crt", "rabbitmq/tls.crt"]
    assert certificats.preparer(tmp_path, ["postgres", "rabbitmq"]) == []
