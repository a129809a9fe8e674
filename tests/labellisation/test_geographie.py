"""Le code officiel géographique, lu dans les fichiers de l'INSEE."""

import hashlib
from pathlib import Path

import pytest

from services.labellisation.geographie.questions import (
    CodeGeographique,
    lire_communes,
    lire_dossier,
)
from services.labellisation.tableau.questions import TableauRefuse, lire_tableau, situer_tableau
from tests.data import DATA, needs_real_data
from tests.labellisation.communes import chargees
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


# Des fichiers de l'INSEE, aux colonnes et aux codes de type qu'il publie ; communes inventées.
V_COMMUNE = """TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,01053,84,01,01D,012,0,BOURG EN BRESSE,Bourg-en-Bresse,Bourg-en-Bresse,0199,
COM,15138,84,15,15D,153,0,MURAT,Murat,Murat,1507,
COM,75056,11,75,75C,751,0,PARIS,Paris,Paris,,
COMA,15044,,,,,0,CHASTEL SUR MURAT,Chastel-sur-Murat,Chastel-sur-Murat,,15138
COMD,15138,,,,,0,MURAT,Murat,Murat,,15138
ARM,75101,11,75,75C,751,0,PARIS 01,Paris 1er,Paris 1er Arrondissement,,75056
"""
V_DEPARTEMENT = """DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
01,84,01053,5,AIN,Ain,Ain
15,84,15014,2,CANTAL,Cantal,Cantal
75,11,75056,0,PARIS,Paris,Paris
"""
V_REGION = """REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
11,75056,1,ILE DE FRANCE,Île-de-France,Île-de-France
84,69123,1,AUVERGNE RHONE ALPES,Auvergne-Rhône-Alpes,Auvergne-Rhône-Alpes
"""
V_CANTON = """CAN,DEP,REG,COMPCT,BURCENTRAL,TNCC,NCC,NCCENR,LIBELLE,TYPECT
1507,15,84,1,15138,0,MURAT,Murat,Murat,C
0199,01,84,,,0,BOURG EN BRESSE,Bourg-en-Bresse,Bourg-en-Bresse,V
"""
EPCI = """CODGEO,LIBGEO,EPCI,LIBEPCI,DEP,REG
15138,Murat,200066637,Hautes Terres Communauté,15,84
75056,Paris,ZZZZZZZZZ,Sans objet,75,11
"""
V_COMMUNE_COMER = """COM_COMER,TNCC,NCC,NCCENR,LIBELLE,NATURE_ZONAGE,COMER,LIBELLE_COMER
97701,0,SAINT BARTHELEMY,Saint-Barthélemy,Saint-Barthélemy,COM,977,Saint-Barthélemy
97801,0,SAINT MARTIN,Saint-Martin,Saint-Martin,COM,978,Saint-Martin
"""
PUBLIES = {
    "v_commune_2024.csv": V_COMMUNE,
    "v_departement_2024.csv": V_DEPARTEMENT,
    "v_region_2024.csv": V_REGION,
    "v_canton_2024.csv": V_CANTON,
    "EPCI_au_01-01-2024.csv": EPCI,
    "v_commune_comer_2024.csv": V_COMMUNE_COMER,
}


def publier(dossier: Path, **autres: str) -> CodeGeographique:
    """Les fichiers de l'INSEE, un ou plusieurs changés : « v_commune_2024 » sans son extension."""
    for nom, contenu in PUBLIES.items():
        ecrire(dossier, autres.get(Path(nom).stem, contenu), nom)
    return lire_dossier(dossier)


def test_les_fichiers_de_l_insee_se_lisent_tels_qu_il_les_publie(tmp_path: Path) -> None:
    geographie = publier(tmp_path)
    codes = {commune.code: commune for commune in geographie.communes}

    assert geographie.millesime == 2024
    assert set(codes) == {"01053", "15138", "75056", "97701", "97801", "15044", "75101"}
    murat, chastel, premier = codes["15138"], codes["15044"], codes["75101"]
    assert (murat.canton, murat.epci, murat.departement_nom) == (
        "Murat",
        "Hautes Terres Communauté",
        "Cantal",
    )
    assert (chastel.nom, chastel.code_actuel) == ("Chastel-sur-Murat", "15138")
    assert (premier.nom, premier.code_actuel, premier.epci) == (
        "Paris 1er Arrondissement",
        "75056",
        "",
    )
    assert (codes["97801"].departement, codes["97801"].departement_nom) == ("978", "Saint-Martin")


def test_un_departement_de_l_insee_dit_sa_region_et_sa_prefecture(tmp_path: Path) -> None:
    connus = {each.code: each for each in publier(tmp_path).departements}
    assert (connus["01"].region, connus["01"].prefecture) == (
        "Auvergne-Rhône-Alpes",
        "Bourg-en-Bresse",
    )
    assert {"977", "978"} < set(connus)


def test_les_noms_et_les_types_d_avant_2022_se_lisent_aussi(tmp_path: Path) -> None:
    ecrire(tmp_path, V_COMMUNE.replace("TYPECOM,COM", "typecom,com"), "commune2021.csv")
    ecrire(tmp_path, V_DEPARTEMENT, "departement2021.csv")
    geographie = lire_dossier(tmp_path)
    assert (geographie.millesime, len(geographie.communes)) == (2021, 5)


@pytest.mark.parametrize(
    ("autres", "faute"),
    [
        (
            {"v_commune_2024": V_COMMUNE.replace("COM,01053", "COM,1053")},
            "« v_commune_2024.csv » est incohérent : code de commune sans ses cinq caractères, par "
            "exemple 01033, dont un tableur ôte le zéro initial (lignes 2)",
        ),
        (
            {"v_commune_2024": V_COMMUNE.replace(",0199,", ",199,")},
            "code de canton d'un autre département que sa commune, ou sans son zéro initial "
            "(lignes 2)",
        ),
        (
            {"v_commune_2024": V_COMMUNE.replace("COM,15138,84,15", "COM,15138,84,01")},
            "code de commune d'un autre département (lignes 3)",
        ),
        (
            {"v_departement_2024": V_DEPARTEMENT.replace("01,84", "1,84")},
            "code de département sans son zéro initial, par exemple 01 (lignes 2)",
        ),
        (
            {"v_commune_2024": V_COMMUNE.replace("COMA,", "COMX,")},
            "type de commune inconnu ; attendu : COM, COMA, COMD ou ARM (lignes 5)",
        ),
        (
            {"v_commune_2024": V_COMMUNE.replace(",,15138\nCOMD", ",,15999\nCOMD")},
            "commune actuelle inconnue du fichier des communes (lignes 5)",
        ),
        (
            {"v_commune_comer_2024": V_COMMUNE_COMER.replace("97801,", "9781,")},
            "code de commune sans ses cinq caractères",
        ),
    ],
)
def test_un_fichier_de_l_insee_qu_un_tableur_a_abime_est_refuse(
    tmp_path: Path, autres: dict[str, str], faute: str
) -> None:
    with pytest.raises(TableauRefuse) as refus:
        publier(tmp_path, **autres)
    assert faute in str(refus.value).replace("\u00a0", " ")


def test_un_dossier_sans_departements_dit_les_noms_attendus(tmp_path: Path) -> None:
    ecrire(tmp_path, V_COMMUNE, "v_commune_2024.csv")
    with pytest.raises(TableauRefuse, match="fichier des départements .*v_departement"):
        lire_dossier(tmp_path)


def test_une_commune_se_retrouve_par_son_nom_dans_son_departement(tmp_path: Path) -> None:
    with chargees(tmp_path, publier(tmp_path)) as communes:
        [murat] = communes.nommees("15", "MURAT")
        assert murat.code == "15138"
        assert [each.code for each in communes.nommees("15", "chastel sur murat")] == ["15044"]
        assert communes.nommees("75", "Murat") == []


@needs_real_data
def test_les_fichiers_de_l_insee_situent_toutes_les_structures_publiees(tmp_path: Path) -> None:
    """Un code absent ou faux se corrige par le nom de la commune, que chaque ligne dit bien."""
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
    with chargees(tmp_path, geographie) as communes:
        for jour in ("20200102", "20200110", "20200206", "20200313", "20200902"):
            lu = lire_tableau(DATA / "listes" / f"liste_fs_{jour}.csv")
            for ligne in situer_tableau(lu, communes).lignes:
                assert codes[ligne.fiche.commune_insee].departement == ligne.fiche.departement
