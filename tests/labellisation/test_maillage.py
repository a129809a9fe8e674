"""Le maillage : temps estimés, doublons, cantons couverts (A-069, A-070, X-14, G.2)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.labellisation.territoire.domain.maillage import (
    Implantation,
    Point,
    cadre,
    cantons_couverts,
    doublons,
    duree,
    route,
    temps_de_trajet,
    voisine,
    vol_d_oiseau,
)
from services.labellisation.territoire.rules.programme import (
    TempsDeTrajet,
    Troncon,
    charger_programme,
)
from shared.rules.periods import RuleError

[REGLE] = charger_programme().temps_de_trajet
MURAT, ALLANCHE = Point(45.11, 2.8692), Point(45.2276, 2.9351)
AURILLAC, PARIS = Point(44.9261, 2.4407), Point(48.8566, 2.3522)
lieux = st.builds(Point, st.floats(-60, 60), st.floats(-179, 179))
distances = st.floats(0, 2000)


def structure(nom: str, lieu: Point | None, forme: str = "FIXE", rang: int = 1) -> Implantation:
    return Implantation(UUID(int=rang), nom, nom, forme, lieu)


@given(lieux, lieux)
def test_le_temps_est_le_meme_dans_les_deux_sens_a070(un: Point, autre: Point) -> None:
    aller, retour = temps_de_trajet(un, autre, REGLE), temps_de_trajet(autre, un, REGLE)

    assert aller == pytest.approx(retour)


@given(lieux)
def test_on_est_deja_la_ou_l_on_est_a070(lieu: Point) -> None:
    assert vol_d_oiseau(lieu, lieu) == temps_de_trajet(lieu, lieu, REGLE) == 0


@given(distances, distances)
def test_plus_loin_n_est_jamais_plus_vite_a070(une: float, autre: float) -> None:
    pres, loin = sorted((une, autre))

    assert duree(pres, REGLE) <= duree(loin, REGLE)


@given(lieux, lieux, lieux)
def test_un_detour_n_est_jamais_plus_court_g2(un: Point, autre: Point, tiers: Point) -> None:
    direct = vol_d_oiseau(un, autre)

    assert direct <= vol_d_oiseau(un, tiers) + vol_d_oiseau(tiers, autre) + 1e-6


@given(lieux, lieux)
def test_hors_du_cadre_nulle_structure_n_est_trop_proche_a069(un: Point, autre: Point) -> None:
    """Le cadre sert à ne pas lire tout le réseau : il ne doit rien faire manquer."""
    ecarts = cadre(un, REGLE)
    dehors = (
        abs(un.latitude - autre.latitude) > ecarts.latitude
        or abs(un.longitude - autre.longitude) > ecarts.longitude
    )

    assert not (dehors and voisine(un, [structure("autre", autre)], REGLE))


def test_une_distance_connue_est_retrouvee() -> None:
    """Aurillac et Paris sont à 437 km à vol d'oiseau."""
    assert vol_d_oiseau(AURILLAC, PARIS) == pytest.approx(437, abs=1)
    assert route(AURILLAC, PARIS, REGLE) == pytest.approx(437 * 1.3, abs=1.3)


def test_chaque_troncon_garde_sa_vitesse() -> None:
    """5 km à 30 km/h, 15 à 50, 7 à 70 : 10, 18 et 6 minutes."""
    assert [duree(km, REGLE) for km in (5, 20, 27)] == pytest.approx([10, 28, 34])


def test_la_voisine_la_plus_proche_est_nommee_avec_son_temps_a069() -> None:
    reseau = [structure("Aurillac", AURILLAC, rang=2), structure("Allanche", ALLANCHE, rang=3)]

    assert voisine(MURAT, reseau, REGLE) is None
    trouvee = voisine(Point(45.2, 2.93), reseau, REGLE)
    assert trouvee and (trouvee.implantation.nom, trouvee.minutes < 20) == ("Allanche", True)


@pytest.mark.parametrize(
    ("forme", "comparee"),
    [
        ("FIXE", True),
        ("MULTISITES", True),
        ("ANTENNE", False),
        ("BUS", False),
        ("ITINERANTE", False),
    ],
)
def test_structures_mobiles_et_antennes_ne_se_comparent_pas_g2(forme: str, comparee: bool) -> None:
    """Une donnée de la règle le dit de chaque format (X-01, X-11)."""
    trouvee = voisine(MURAT, [structure("tout près", MURAT, forme)], REGLE)

    assert (trouvee is not None) == comparee
    assert (forme in REGLE.formats_compares) != (forme in REGLE.formats_a_part)


def test_une_structure_que_nul_ne_sait_situer_n_est_voisine_de_rien() -> None:
    assert voisine(MURAT, [structure("sans lieu", None)], REGLE) is None


def test_les_doublons_sont_des_paires_de_labellisees_trop_proches_g2() -> None:
    reseau = [
        structure("Murat", MURAT, rang=1),
        structure("Murat-gare", Point(45.111, 2.87), rang=2),
        structure("bus", MURAT, "BUS", rang=3),
        structure("Aurillac", AURILLAC, rang=4),
        structure("sans lieu", None, rang=5),
    ]

    [(une, autre)] = doublons(reseau, REGLE)
    assert (une.nom, autre.implantation.nom) == ("Murat", "Murat-gare")


def test_un_canton_est_couvert_par_une_commune_de_la_ville_ou_du_canton_a066_x15() -> None:
    """CANTON_OU_VILLE : la commune suffit ; une commune sans canton n'en couvre aucun."""
    assert cantons_couverts(["1501", "1502", ""], ["1502", "1502", "", "9999"]) == {"1502"}


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"troncons": ()}, "sans fin"),
        ({"troncons": (Troncon(30, 5),)}, "sans fin"),
        ({"troncons": (Troncon(50, 20), Troncon(30, 5), Troncon(70))}, "se suivent"),
        ({"troncons": (Troncon(0),)}, "positive"),
        ({"detour": 0.9}, "détour"),
    ],
)
def test_une_regle_de_trajet_incoherente_est_refusee(change: dict[str, Any], dit: str) -> None:
    with pytest.raises(RuleError, match=dit):
        replace(REGLE, **change)


@pytest.mark.parametrize(
    ("jour", "applique"),
    [
        (date(2019, 9, 15), False),
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2022, 12, 31), True),
    ],
)
def test_le_maillage_ne_compte_pas_pour_la_premiere_vague_puis_compte_a063_a069_x14(
    jour: date, applique: bool
) -> None:
    regle = charger_programme().insertion.on(jour)

    assert regle and regle.applique == applique


def test_la_methode_se_nomme_et_dit_d_ou_vient_chaque_valeur_a070() -> None:
    assert isinstance(REGLE, TempsDeTrajet) and REGLE.methode == "ESTIMATION"
    assert {nom: dite.statut for nom, dite in REGLE.origines.items()} == {
        "methode": "CHOICE",
        "minutes_minimum": "SRC",
        "detour": "RECON",
        "troncons": "CHOICE",
        "formats_compares": "CHOICE",
        "formats_a_part": "CHOICE",
    }
