"""Le code officiel géographique, lu dans les fichiers de l'INSEE."""

import hashlib
from pathlib import Path

import pytest

from services.labellisation.geographie.questions import CodeGeographique, lire_communes
from services.labellisation.tableau.questions import TableauRefuse, lire_tableau
from tests.data import DATA, needs_real_data
from tests.labellisation.tableaux import ecrire

COMMUNES = """code_insee,nom,code_departement,code_canton,nom_canton,nom_epci,latitude,longitude
15138,Murat,15,1507,Murat,Hautes Terres Communauté,45.11,2.87
75056,Paris,75,,Sans objet,Métropole du Grand Paris,48.85656,2.34282
97201,L'Ajoupa-Bouillon,972,,Sans objet,,14.81407,-61.1237
"""
DEPARTEMENTS = """code,nom,nom_region,code_insee_cheflieu,prefecture
15,Cantal,Auvergne-Rhône-Alpes,15014,Aurillac
75,Paris,Île-de-France,75056,Paris
972,Martinique,Martinique,97209,Fort-de-France
"""
DELEGUEES = """type,code_insee,nom,code_insee_actuelle
COMA,15044,Chastel-sur-Murat,15138
COMD,15138,Murat,15138
ARM,75101,Paris 1er Arrondissement,75056
"""


def lire(
    dossier: Path,
    communes: str = COMMUNES,
    departements: str = DEPARTEMENTS,
    deleguees: str = DELEGUEES,
) -> CodeGeographique:
    return lire_communes(
        ecrire(dossier, communes, "communes_2024.csv"),
        ecrire(dossier, departements, "departements.csv"),
        ecrire(dossier, deleguees, "deleguees.csv"),
    )


def refus(dossier: Path, **fichiers: str) -> str:
    with pytest.raises(TableauRefuse) as refus:
        lire(dossier, **fichiers)
    return str(refus.value)


def test_une_commune_connait_son_canton_et_son_departement(tmp_path: Path) -> None:
    murat = lire(tmp_path).communes[0]
    assert (murat.code, murat.nom, murat.code_actuel) == ("15138", "Murat", "15138")
    assert (murat.departement, murat.departement_nom) == ("15", "Cantal")
    assert (murat.canton_code, murat.canton) == ("1507", "Murat")
    assert (murat.latitude, murat.longitude) == (45.11, 2.87)


def test_certains_departements_n_ont_pas_de_canton(tmp_path: Path) -> None:
    martinique = lire(tmp_path).communes[2]
    assert (martinique.canton_code, martinique.canton, martinique.epci) == ("", "", "")


def test_une_ancienne_commune_renvoie_a_celle_qui_la_contient(tmp_path: Path) -> None:
    anciennes = {c.code: c for c in lire(tmp_path).communes if c.code != c.code_actuel}
    assert set(anciennes) == {"15044", "75101"}
    assert anciennes["75101"].code_actuel == "75056"
    assert anciennes["15044"].nom == "Chastel-sur-Murat"
    assert (anciennes["15044"].code_actuel, anciennes["15044"].canton) == ("15138", "Murat")


def test_un_departement_connait_sa_prefecture(tmp_path: Path) -> None:
    cantal = lire(tmp_path).departements[0]
    assert (cantal.prefecture, cantal.prefecture_insee) == ("Aurillac", "15014")


def test_le_chargement_dit_son_millesime_et_ses_empreintes(tmp_path: Path) -> None:
    geographie = lire(tmp_path)
    assert geographie.millesime == 2024
    assert [f.nom for f in geographie.fichiers] == [
        "communes_2024.csv",
        "departements.csv",
        "deleguees.csv",
    ]
    assert geographie.fichiers[0].empreinte == hashlib.sha256(COMMUNES.encode()).hexdigest()


def test_un_millesime_inconnu_est_demande(tmp_path: Path) -> None:
    departements = ecrire(tmp_path, DEPARTEMENTS, "departements.csv")
    communes = ecrire(tmp_path, COMMUNES, "communes.csv")
    with pytest.raises(TableauRefuse, match="par exemple communes_2024.csv"):
        lire_communes(communes, departements)
    assert lire_communes(communes, departements, millesime=2023).millesime == 2023


@pytest.mark.parametrize(
    ("fichiers", "message"),
    [
        (
            {"communes": "code_insee,libelle_long\n15138,Murat\n"},
            "n'est pas un fichier des communes : colonnes obligatoires absentes : « nom », "
            "« code_departement ». Colonnes trouvées à la ligne 1 : « code_insee »",
        ),
        (
            {"communes": COMMUNES + "12345,Nulle part,12,,,,,\n"},
            "département inconnu du fichier des départements (lignes 5)",
        ),
        (
            {"communes": COMMUNES + "15138,Murat,15,,,,,\n"},
            "code déjà présent plus haut (lignes 5)",
        ),
        ({"departements": DEPARTEMENTS + "12,,,,\n"}, "valeur obligatoire absente (lignes 5)"),
        (
            {"deleguees": DELEGUEES + "COMD,01025,Bâgé-la-Ville,01025\n" * 7},
            "code déjà présent plus haut (lignes 6, 7, 8, 9, 10, …)",
        ),
        (
            {"deleguees": DELEGUEES + "COMD,01026,Bâgé,01025\n"},
            "commune actuelle inconnue du fichier des communes (lignes 5)",
        ),
        ({"departements": "code,nom\n"}, "n'a aucune ligne sous son en-tête"),
        ({"departements": ""}, "« departements.csv » est vide"),
    ],
)
def test_un_fichier_incoherent_est_refuse_avec_ses_lignes(
    tmp_path: Path, fichiers: dict[str, str], message: str
) -> None:
    assert message in refus(tmp_path, **fichiers)


@needs_real_data
def test_les_fichiers_de_l_insee_situent_toutes_les_structures_publiees() -> None:
    geo = DATA / "geo"
    geographie = lire_communes(
        geo / "communes_2024.csv",
        geo / "departements.csv",
        geo / "communes_deleguees_associees_2024.csv",
    )
    codes = {commune.code: commune for commune in geographie.communes}
    # 34 935 communes, and 2 609 delegated ones of which 573 kept the code of the whole.
    assert len(codes) == len(geographie.communes) == 34_935 + 2_609 - 573
    assert (geographie.millesime, len(geographie.departements)) == (2024, 101)
    assert (
        codes["75101"].code_actuel == "75056" and codes["2A004"].departement_nom == "Corse-du-Sud"
    )
    for jour in ("20200102", "20200110", "20200206", "20200313", "20200902"):
        for ligne in lire_tableau(DATA / "listes" / f"liste_fs_{jour}.csv").lignes:
            assert codes[ligne.fiche.commune_insee].departement == ligne.fiche.departement
