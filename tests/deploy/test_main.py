"""`make deploy-test` qui n'a rien pu lancer le dit, et échoue."""

import pytest

from tests.deploy.__main__ import main, parsed


def test_sans_docker_l_essai_echoue(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")

    assert main([]) == 1

    assert "rien n'a été essayé : La commande docker n'existe pas ici" in capsys.readouterr().err


def test_sans_prometheus_l_essai_des_alertes_echoue(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")

    assert main(["--watched"]) == 1

    assert "Rien n'a été essayé : il manque prometheus" in capsys.readouterr().err


@pytest.mark.parametrize(
    "demande",
    [
        ["--only", "incendie"],
        ["--only", "base tuée", "--only", "incendie"],
        ["--only", "base tuée", "--runbooks"],
        ["--only", "base tuée", "--watched"],
        ["--only", "base tuée", "--overlay", "deploy/cluster.yml"],
    ],
)
def test_une_etape_que_l_essai_demande_n_a_pas_est_refusee(demande: list[str]) -> None:
    with pytest.raises(SystemExit) as refus:
        parsed(demande)

    assert refus.value.code == 2


@pytest.mark.parametrize(
    "demande",
    [
        [],
        ["--only", "base tuée"],
        ["--only", "clés changées", "--runbooks"],
        ["--only", "un nœud perdu", "--overlay", "deploy/cluster.yml"],
    ],
)
def test_les_etapes_de_l_essai_demande_sont_acceptees(demande: list[str]) -> None:
    assert parsed(demande).only == demande[1:2]
