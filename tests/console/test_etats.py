"""La page et le dessin de la vie d'un dossier : ce que la table dit, et rien d'autre."""

from pathlib import Path

from console.contrats.etats import changements, charger_dessin, dessiner, ecrire, page
from services.labellisation.dossier.domain.etats import ETATS
from services.labellisation.dossier.domain.transitions import TABLE
from tests.architecture.house import ROOT
from tests.console.conftest import Commande


def test_ce_qui_est_livre_est_ce_que_dit_la_table(tmp_path: Path) -> None:
    """`france-services states --sortie docs` l'écrit de nouveau."""
    ecrits = ecrire(tmp_path)

    assert ecrits == ["etats.md", "etats.svg"]
    for nom in ecrits:
        assert (ROOT / "docs" / nom).read_bytes() == (tmp_path / nom).read_bytes(), nom


def test_chaque_etat_a_sa_place_et_chaque_changement_sa_fleche() -> None:
    dessin = charger_dessin()
    fleches = [(each.de, each.vers) for each in (*dessin.naissances, *dessin.fleches)]

    assert set(dessin.boites) == set(ETATS)
    assert sorted(map(str, fleches)) == sorted(map(str, changements()))


def test_une_fleche_touche_les_boites_qu_elle_relie() -> None:
    dessin = charger_dessin()
    for each in dessin.fleches:
        assert each.de is not None
        for etat, (x, y) in ((each.de, each.par[0]), (each.vers, each.par[-1])):
            a, b = dessin.boites[etat]
            assert (abs(x - a), abs(y - b)) <= (23, 7) and abs(y - b) <= 7, (each.de, each.vers)


def test_deux_boites_ne_se_recouvrent_pas() -> None:
    places = list(charger_dessin().boites.values())
    for rang, (x, y) in enumerate(places):
        assert all(abs(x - a) > 46 or abs(y - b) > 14 for a, b in places[rang + 1 :])


def test_la_page_dit_chaque_ligne_de_la_table() -> None:
    lignes = [ligne for ligne in page().splitlines() if ligne.startswith("| ")]

    assert len(lignes) == len(TABLE) + 1
    assert all(each.source in ligne for each, ligne in zip(TABLE, lignes[1:], strict=True))


def test_le_dessin_se_fait_aussi_en_image() -> None:
    assert dessiner("png").startswith(b"\x89PNG")


def test_la_commande_ecrit_la_page_et_le_dessin(tmp_path: Path, france_services: Commande) -> None:
    reponse = france_services("states", "--sortie", tmp_path)

    assert reponse.code == 0 and "etats.md, etats.svg" in reponse.sortie
    assert (tmp_path / "etats.svg").read_text(encoding="utf-8").startswith("<svg")
