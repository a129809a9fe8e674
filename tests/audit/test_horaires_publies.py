"""Cinq jours et vingt-quatre heures, face aux horaires tels qu'ils sont publiés (A-078, A-079)."""

import csv
import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.referentiels.domain import (
    ConstatParDonnee,
    constats_par_donnee,
    ecarts,
    mesurer,
)
from services.audit.referentiels.rules.chargement import charger_referentiel
from shared.horaires import JOURS, lire_semaine
from tests.data import DATA, needs_real_data

REFERENTIEL = charger_referentiel("FS-2019-07")
OUVRES = JOURS[:5]
CINQ_HEURES = "9:00 - 12:00 / 14:00 - 16:00"
CANONIQUE = re.compile(r"-|\d{1,2}:\d\d - \d{1,2}:\d\d( / \d{1,2}:\d\d - \d{1,2}:\d\d)*")
BORNES = re.compile(r"(\d+):(\d\d) - (\d+):(\d\d)")
QUARTS = st.lists(st.integers(min_value=32, max_value=80), min_size=2, max_size=4, unique=True)


def semaine(texte: str, **autres: str) -> dict[str, str]:
    return {**dict.fromkeys(OUVRES, texte), "samedi": "-", **autres}


def constats(
    horaires: dict[str, str], commentaire: str = "", mobile: bool = False
) -> dict[str, ConstatParDonnee]:
    lus = constats_par_donnee(REFERENTIEL, mobile, lire_semaine(horaires), commentaire)
    return {constat.critere: constat for constat in lus}


def resultats(horaires: dict[str, str], mobile: bool = False) -> dict[str, str]:
    return {code: each.resultat for code, each in constats(horaires, mobile=mobile).items()}


def minutes(texte: str) -> int:
    """Les minutes d'un texte canonique, comptées une à une."""
    bornes = ([int(n) for n in trouve] for trouve in BORNES.findall(texte))
    ouvertes = {m for h, n, i, j in bornes for m in range(h * 60 + n, i * 60 + j)}
    return len(ouvertes)


@pytest.mark.parametrize(
    ("vendredi", "heures", "resultat", "remarque"),
    [
        ("9:00 - 13:00", 24.0, "CONFORME", ""),
        ("9h à midi / 14h-15h", 24.0, "CONFORME", ""),
        ("9:00 - 12:00 / 11:00 - 13:00", 24.0, "CONFORME", ""),
        (
            "9:00 - 12:45",
            23.75,
            "NON_CONFORME",
            "heures d'ouverture par semaine : 23,75 pour 24 au moins",
        ),
        ("9:00 - 13:15", 24.25, "CONFORME", ""),
    ],
    ids=["24 h", "24 h en toutes lettres", "24 h qui se chevauchent", "23 h 45", "24 h 15"],
)
def test_vingt_quatre_heures_justes_suffisent_et_un_quart_d_heure_de_moins_non_a079(
    vendredi: str, heures: float, resultat: Literal["CONFORME", "NON_CONFORME"], remarque: str
) -> None:
    constat = constats(semaine(CINQ_HEURES, vendredi=vendredi))["HOR-02"]
    assert constat == ConstatParDonnee("HOR-02", resultat, {"heures_semaine": heures}, remarque)


@pytest.mark.parametrize(
    ("autres", "jours", "resultat"),
    [
        ({"vendredi": "-"}, 4.0, "NON_CONFORME"),
        ({"vendredi": "fermé"}, 4.0, "NON_CONFORME"),
        ({"vendredi": "00:00 - 00:00"}, 4.0, "NON_CONFORME"),
        ({"vendredi": "-", "dimanche": "9:00 - 10:00"}, 5.0, "CONFORME"),
        ({"samedi": "9:00 - 10:00"}, 6.0, "CONFORME"),
        ({"samedi": ""}, 5.0, "CONFORME"),
    ],
)
def test_une_demi_journee_compte_pour_un_jour_et_un_jour_ferme_pour_aucun_a078(
    autres: dict[str, str], jours: float, resultat: str
) -> None:
    constat = constats(semaine("8:00 - 18:00", **autres))["HOR-01"]
    assert (constat.resultat, constat.valeurs) == (resultat, {"jours_semaine": jours})
    assert constat.remarque == (
        "" if resultat == "CONFORME" else "jours d'ouverture par semaine : 4 pour 5 au moins"
    )


@pytest.mark.parametrize(
    ("horaires", "etabli"),
    [
        (semaine("8:00 - 18:00", lundi="sur rendez-vous"), {"HOR-02": "CONFORME"}),
        (semaine("9h-12h", samedi="sur rendez-vous"), {"HOR-01": "CONFORME"}),
        (semaine("9h-12h / Sur RDV : 14h-17h"), {"HOR-01": "CONFORME"}),
        (semaine("9h-12h", mercredi=""), {}),
        ({}, {}),
    ],
    ids=["un jour sur rendez-vous", "un samedi", "les après-midi", "un jour vide", "rien"],
)
def test_sous_reserve_seul_ce_qui_est_deja_atteint_est_constate(
    horaires: dict[str, str], etabli: dict[str, str]
) -> None:
    assert resultats(horaires) == etabli


@pytest.mark.parametrize("texte", [CINQ_HEURES, "9:00 - 10:00", "-"])
def test_un_commentaire_suspend_les_deux_constats_quels_que_soient_les_horaires(
    texte: str,
) -> None:
    assert constats(semaine(texte), "Fermé les semaines impaires") == {}


@pytest.mark.parametrize("texte", [CINQ_HEURES, "9:00 - 10:00"])
def test_un_bus_doit_les_memes_horaires_qu_un_local(texte: str) -> None:
    assert resultats(semaine(texte), mobile=True) == resultats(semaine(texte))
    assert set(resultats(semaine(texte))) == {"HOR-01", "HOR-02"}


def test_un_critere_chiffre_que_les_horaires_ne_mesurent_pas_reste_a_constater() -> None:
    assert REFERENTIEL.critere("AGT-01").seuil
    assert "AGT-01" not in constats(semaine(CINQ_HEURES))


def test_un_ecart_ne_se_dit_que_d_une_mesure_prise() -> None:
    agents = REFERENTIEL.critere("AGT-01")
    assert ecarts(agents, {}) == []
    assert ecarts(agents, {"effectif": 2, "etp": 2.0}) == []
    assert ecarts(agents, {"effectif": 1, "etp": 1.5}) == [
        "agents : 1 pour 2 au moins",
        "équivalents temps plein : 1,5 pour 2 au moins",
    ]


@given(st.dictionaries(st.sampled_from(JOURS[:6]), QUARTS))
def test_le_constat_est_celui_que_donne_la_somme_faite_autrement(
    ouvertures: dict[str, list[int]],
) -> None:
    textes = {jour: ecrit(sorted(quarts)) for jour, quarts in ouvertures.items()}
    verifier(dict.fromkeys(JOURS[:6], "-") | textes)


def ecrit(quarts: list[int]) -> str:
    heures = [f"{quart // 4}:{quart % 4 * 15:02d}" for quart in quarts]
    paires = zip(heures[::2], heures[1::2], strict=False)
    return " / ".join(f"{debut} - {fin}" for debut, fin in paires)


def verifier(horaires: dict[str, str]) -> None:
    durees = [minutes(texte) for texte in horaires.values()]
    jours, heures = sum(map(bool, durees)), sum(durees) / 60
    assert mesurer(lire_semaine(horaires)) == {"jours_semaine": jours, "heures_semaine": heures}
    assert resultats(horaires) == {
        "HOR-01": "CONFORME" if jours >= 5 else "NON_CONFORME",
        "HOR-02": "CONFORME" if heures >= 24 else "NON_CONFORME",
    }


@needs_real_data
def test_les_horaires_reels_donnent_le_constat_de_la_somme_faite_autrement() -> None:
    """Les semaines dont chaque jour s'écrit « 9:00 - 12:00 / 13:30 - 17:00 » ou « - »."""
    with (DATA / "listes" / "liste_fs_20200206.csv").open(encoding="utf-8-sig") as fichier:
        lignes = list(csv.DictReader(fichier))
    semaines = [{jour: ligne[f"h_{jour}"].strip() for jour in JOURS[:6]} for ligne in lignes]
    canoniques = [s for s in semaines if all(CANONIQUE.fullmatch(texte) for texte in s.values())]
    assert len(canoniques) > 300
    for publiee in canoniques:
        verifier(publiee)
