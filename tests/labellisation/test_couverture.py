"""La couverture du territoire : à une date, d'après une définition nommée, sur de vraies listes."""

from datetime import date
from itertools import combinations
from uuid import UUID

import pytest

from services.labellisation.geographie.questions import lire_communes
from services.labellisation.pilotage.questions.couverture import CouvertureDuDepartement, couverture
from services.labellisation.tableau.questions import lire_tableau
from services.labellisation.territoire.domain.maillage import (
    Implantation,
    Point,
    cantons_couverts,
    doublons,
    temps_de_trajet,
)
from services.labellisation.territoire.rules.programme import charger_programme
from shared.contracts.structure import Fiche
from tests.contracts.language import COMMANDS
from tests.data import DATA, needs_real_data
from tests.labellisation.bureau import Bureau

DECEMBRE = date(2019, 12, 10)
[TRAJET] = charger_programme().temps_de_trajet


def test_la_couverture_est_celle_d_un_jour_a066_a067_a068(bureau: Bureau) -> None:
    """Aucune le 31 décembre, une le 1er janvier, deux ensuite : ce n'est qu'une étape."""
    bureau.mener_au_label("Allanche", DECEMBRE)
    bureau.mener_au_label("Murat", date(2020, 3, 2), "15138")

    def cantal(au: date) -> CouvertureDuDepartement:
        [ligne] = couverture(bureau.component.model, au, "15")
        return ligne

    assert [
        (cantal(jour)["structures"], cantal(jour)["cantons_couverts"])
        for jour in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 3, 2))
    ] == [(0, 0), (1, 1), (2, 2)]
    assert (cantal(DECEMBRE)["cantons"], cantal(DECEMBRE)["definition"]) == (3, "CANTON_OU_VILLE")


@pytest.mark.parametrize("forme", ["FIXE", "ITINERANTE", "BUS"])
def test_une_structure_itinerante_couvre_son_canton_comme_une_autre_a077(
    bureau: Bureau, forme: str
) -> None:
    bureau.mener_au_label("Allanche", DECEMBRE, fiche={"format": forme})

    [cantal] = couverture(bureau.component.model, date(2020, 1, 1), "15")
    assert (cantal["structures"], cantal["cantons_couverts"]) == (1, 1)


def test_la_prefecture_voit_ses_paires_trop_proches_et_leur_methode_a070(bureau: Bureau) -> None:
    voisine = {"latitude": 45.21, "longitude": 2.93}
    bureau.mener_au_label("Allanche", DECEMBRE)
    bureau.mener_au_label("Voisine", DECEMBRE, fiche=voisine)

    [cantal] = couverture(bureau.component.model, date(2020, 1, 1), "15")
    assert (cantal["paires_proches"], cantal["methode"]) == (1, "ESTIMATION")


def test_un_departement_sans_structure_se_voit_aussi_a065(bureau: Bureau) -> None:
    """L'équilibre se mesure : ce qui n'est pas couvert est dans la liste, à zéro."""
    bureau.mener_au_label("Allanche", DECEMBRE)

    lignes = couverture(bureau.component.model, date(2020, 1, 1))
    assert {each["departement"]: each["structures"] for each in lignes} == {"12": 0, "15": 1}


def test_l_objectif_national_est_une_donnee_datee_a066_a067_x15() -> None:
    [regle] = charger_programme().couverture

    assert (regle.objectif_structures, regle.echeance) == (1800, date(2022, 12, 31))
    assert (regle.definition, regle.statut) == ("CANTON_OU_VILLE", "SEED")


DEROGATION = ("derog", "dispens", "exempt", "forcer", "passeroutre")


@pytest.mark.parametrize("nom", sorted(COMMANDS))
def test_aucune_demande_ne_deroge_a_un_critere_obligatoire_a064(nom: str) -> None:
    """Un résultat de critère n'entre que par le constat d'un auditeur, ou sa rectification."""
    champs = {champ.replace("_", "").casefold() for champ in COMMANDS[nom].model_fields}
    dits = {nom.casefold(), *champs} if "formation" not in nom.casefold() else set()

    assert not [dit for dit in dits for mot in DEROGATION if mot in dit]


def reseau(jour: str) -> list[tuple[Implantation, str]]:
    """Une liste publiée : chaque structure, et sa commune."""
    fiches = [
        ligne.fiche for ligne in lire_tableau(DATA / "listes" / f"liste_fs_{jour}.csv").lignes
    ]
    return [
        (Implantation(UUID(int=rang), each.nom, each.commune, each.format, lieu(each)), commune)
        for rang, each in enumerate(fiches)
        for commune in [each.commune_insee]
    ]


def lieu(fiche: Fiche) -> Point | None:
    if fiche.latitude is None or fiche.longitude is None:
        return None
    return Point(fiche.latitude, fiche.longitude)


@needs_real_data
def test_des_paires_de_la_premiere_vague_sont_a_moins_de_vingt_minutes_a063_a069() -> None:
    """La qualité fut le seul critère de la première vague : son réseau a bien des voisines."""
    premieres = [each for each, _ in reseau("20200206")]

    paires = list(doublons(premieres, TRAJET))

    assert (len(premieres), len(paires)) == (534, 64)
    naif = [
        (une, autre)
        for une, autre in combinations(premieres, 2)
        if {une.format, autre.format} <= {*TRAJET.formats_compares}
        if une.lieu and autre.lieu and temps_de_trajet(une.lieu, autre.lieu, TRAJET) < 20
    ]
    assert len(naif) == 64


@needs_real_data
def test_les_labels_suivants_couvrent_plus_de_cantons_a065_a066_a067_a068_x15() -> None:
    """Une par canton n'était pas atteinte, et 1 800 n'est pas le nombre des cantons."""
    geo = DATA / "geo"
    geographie = lire_communes(
        geo / "communes_2024.csv",
        geo / "departements.csv",
        geo / "communes_deleguees_associees_2024.csv",
    )
    canton = {commune.code: commune.canton_code for commune in geographie.communes}
    tous = {*canton.values()} - {""}

    couverts = [
        len(cantons_couverts(tous, (canton.get(code, "") for _, code in reseau(jour))))
        for jour in ("20200110", "20200206", "20200902")
    ]

    assert (couverts, len(tous)) == ([414, 458, 466], 2042)
