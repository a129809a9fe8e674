"""Reconnaître la structure d'une ligne sans identifiant, ou dire que l'on ne sait pas (A-131)."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from services.labellisation.reprise.questions import Registre, charger_rapprochement
from services.labellisation.tableau.questions import Ligne, lire_tableau
from tests.data import DATA, needs_real_data
from tests.labellisation.listes import ALLANCHE, liste

SANS_RIEN = {
    **ALLANCHE,
    "id_fs": "",
    "lib_fs": "Point d'accueil",
    "adresse": "",
    "latitude": "",
    "longitude": "",
}
VOISINE = {
    **ALLANCHE,
    "id_fs": "9009",
    "lib_fs": "Autre maison",
    "adresse": "8 rue Neuve",
    "latitude": "45.2",
}


@pytest.fixture
def lire(tmp_path: Path) -> "Lire":
    return Lire(tmp_path)


class Lire:
    """Des lignes lues, comme d'une liste."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def __call__(self, *lignes: dict[str, str]) -> Sequence[Ligne]:
        return lire_tableau(liste(self.dossier, "20200102", *lignes)).lignes


def connues(lignes: Sequence[Ligne]) -> Registre:
    registre = Registre((), charger_rapprochement())
    for ligne in lignes:
        registre.annoncer(ligne)
    return registre


@pytest.mark.parametrize(
    ("dit", "indices"),
    [
        ({"adresse": "4, PLACE du foirail"}, ("adresse",)),
        ({"latitude": "45.231474", "longitude": "2.953391"}, ("coordonnees",)),
        ({"lib_fs": "maison des estives"}, ("nom",)),
    ],
    ids=["adresse", "coordonnées", "nom"],
)
def test_dans_la_commune_un_seul_indice_suffit_s_il_ne_designe_qu_une_structure(
    dit: dict[str, str], indices: tuple[str, ...], lire: Lire
) -> None:
    [connue, voisine] = lire(ALLANCHE, VOISINE)
    [ligne] = lire({**SANS_RIEN, **dit})

    trouvee = connues([connue, voisine]).trouver(ligne)

    assert (trouvee.structure_id, trouvee.indices) == (connue.structure_id, indices)
    assert (trouvee.matricule, trouvee.doute) == ("FS-9001", "")


def test_le_plus_d_indices_l_emporte(lire: Lire) -> None:
    [connue, voisine] = lire(ALLANCHE, {**VOISINE, "lib_fs": ALLANCHE["lib_fs"]})
    [ligne] = lire({**ALLANCHE, "id_fs": ""})

    assert connues([voisine, connue]).trouver(ligne).structure_id == connue.structure_id


def test_la_meme_adresse_dans_une_autre_commune_n_est_pas_un_indice(lire: Lire) -> None:
    [connue, ailleurs] = lire(ALLANCHE, {**ALLANCHE, "id_fs": "", "insee_com": "15114"})

    trouvee = connues([connue]).trouver(ailleurs)

    assert trouvee.structure_id == ailleurs.structure_id != connue.structure_id
    assert trouvee.doute == ""


def test_sans_indice_dans_une_commune_connue_on_ne_devine_pas(lire: Lire) -> None:
    [connue] = lire(ALLANCHE)
    [ligne] = lire(SANS_RIEN)

    assert "à rapprocher à la main" in connues([connue]).trouver(ligne).doute


def test_une_structure_n_est_prise_que_par_une_ligne_d_une_liste(lire: Lire) -> None:
    [connue] = lire(ALLANCHE)
    [une, autre] = lire({**ALLANCHE, "id_fs": ""}, {**ALLANCHE, "id_fs": "", "lib_fs": "Bis"})
    registre = connues([connue])

    assert registre.trouver(une).structure_id == connue.structure_id
    assert "qu'une autre ligne désigne déjà" in registre.trouver(autre).doute
    registre.nouvelle_liste()
    assert registre.trouver(autre).structure_id == connue.structure_id


def test_une_ligne_qui_a_son_identifiant_n_est_pas_celle_d_un_autre(lire: Lire) -> None:
    """Deux structures peuvent avoir la même adresse : leurs identifiants les distinguent."""
    [connue] = lire(ALLANCHE)
    [autre] = lire({**ALLANCHE, "id_fs": "9010", "lib_fs": "Bis"})

    trouvee = connues([connue]).trouver(autre)

    assert (trouvee.structure_id, trouvee.matricule) == (autre.structure_id, "FS-9010")
    assert autre.structure_id != connue.structure_id


@needs_real_data
def test_la_liste_du_2_janvier_2020_se_rapproche_de_celle_du_10() -> None:
    """Aucune structure prise deux fois ; ce qui reste douteux est rendu, ligne par ligne."""
    du_2, du_10 = (
        lire_tableau(DATA / "listes" / f"liste_fs_202001{jour}.csv").lignes for jour in ("02", "10")
    )
    registre = connues(du_10)
    trouvees = [registre.trouver(ligne) for ligne in du_2]

    reconnues = [each.structure_id for each in trouvees if each.indices]
    assert (len(du_2), len(reconnues), len(set(reconnues))) == (447, 419, 419)
    assert set(reconnues) <= {ligne.structure_id for ligne in du_10}
    assert sum(bool(each.doute) for each in trouvees) == 16
