"""Les commandes d'un exploitant, à côté des services qui tournent."""

from pathlib import Path

from tests.journeys.drivers import ServersDriver
from tests.journeys.parcours import DEPARTEMENTS, ECHANTILLON, tableau


def test_remonter_raconter_et_rejouer_sur_les_serveurs(
    on_servers: ServersDriver, tmp_path: Path
) -> None:
    """A-003, A-012 : par RabbitMQ comme dans un dossier ; rejouer refait les mêmes lignes.

    Sans communes chargées, tout est refusé, puis le même tableau est retenu (ADR 0031).
    """
    remontee = str(tableau(tmp_path, DEPARTEMENTS[:1]))

    refusee = on_servers.command("import", remontee, "--departement", "15")
    assert "14 lignes lues, 0 retenue, 14 rejetées" in refusee.stdout, refusee.stderr
    chargee = on_servers.command("load-geography", str(ECHANTILLON), "--millesime", "2024")
    assert (chargee.returncode, "chargées" in chargee.stdout) == (0, True), chargee.stderr
    for _ in range(2):
        importee = on_servers.command("import", remontee, "--departement", "15")
        assert importee.returncode == 0, importee.stdout + importee.stderr
        assert "14 lignes lues, 14 retenues, 0 rejetée" in importee.stdout
    racontee = on_servers.command("history", "15-01")
    assert racontee.stdout.count("remontée par le préfet") == 1, racontee.stdout + racontee.stderr

    avant = on_servers.rows("labellisation", "SELECT * FROM dossiers ORDER BY matricule")
    rejouee = on_servers.command("replay", "labellisation")
    assert rejouee.returncode == 0, rejouee.stderr
    assert avant == on_servers.rows("labellisation", "SELECT * FROM dossiers ORDER BY matricule")
    assert len(avant) == 14


def test_un_releve_de_msap_s_inscrit_et_se_lit_sur_les_serveurs_a036_a039(
    on_servers: ServersDriver,
) -> None:
    """Par RabbitMQ comme dans un dossier ; repris après son terme, il expire sans rien écrire."""
    releve = str(ECHANTILLON / "msap.csv")
    for _ in range(2):
        importee = on_servers.command("import", "--msap", releve, "--date", "2020-01-15")
        assert importee.returncode == 0, importee.stdout + importee.stderr
        assert "12 lignes lues, 12 retenues, 0 rejetée" in importee.stdout

    lues = on_servers.command("funding", "msap", "--departement", "15", "--au", "2021-12-21")
    assert "6 MSAP à labelliser" in lues.stdout, lues.stdout + lues.stderr
    assert len(on_servers.rows("funding", "SELECT * FROM msap")) == 12
    assert not list(on_servers.courriels.iterdir())
