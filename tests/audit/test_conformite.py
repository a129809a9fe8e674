"""Ce que les horaires publiés suffisent à établir, et ce qu'il faut aller voir (A-078, A-079)."""

from datetime import date

import pytest

from services.audit.referentiels.domain import constats_par_donnee
from services.audit.referentiels.rules.chargement import referentiel_en_vigueur
from shared.horaires import lire_semaine

REFERENTIEL = referentiel_en_vigueur(date(2019, 10, 1))
OUVRES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
JOURS, HEURES = "HOR-01", "HOR-02"


def etablis(horaires: dict[str, str], commentaire: str = "") -> dict[str, str]:
    semaine = lire_semaine(horaires)
    constats = constats_par_donnee(REFERENTIEL, False, semaine, commentaire)
    return {constat.critere: constat.resultat for constat in constats}


def tous_les_jours(texte: str, **autres: str) -> dict[str, str]:
    return {**dict.fromkeys(OUVRES, texte), "samedi": "-", **autres}


@pytest.mark.parametrize(
    ("horaires", "jours", "heures"),
    [
        (tous_les_jours("9h-12h / 14h-17h"), "CONFORME", "CONFORME"),
        (tous_les_jours("9h-13h48"), "CONFORME", "CONFORME"),  # 24 h 00
        (tous_les_jours("9h-13h48", vendredi="9h-13h47"), "CONFORME", "NON_CONFORME"),
        (tous_les_jours("8h-18h", vendredi="-"), "NON_CONFORME", "CONFORME"),
        (tous_les_jours("8h-18h", vendredi="-", samedi="9h-10h"), "CONFORME", "CONFORME"),
        (tous_les_jours("9h-12h"), "CONFORME", "NON_CONFORME"),
    ],
    ids=["30 h", "24 h juste", "24 h moins une minute", "4 jours", "samedi compris", "15 h"],
)
def test_cinq_jours_et_vingt_quatre_heures_se_lisent_dans_les_horaires(
    horaires: dict[str, str], jours: str, heures: str
) -> None:
    assert etablis(horaires) == {JOURS: jours, HEURES: heures}


def test_un_minimum_certain_suffit_a_la_conformite() -> None:
    assert etablis(tous_les_jours("9h-12h / 14h-17h", samedi="sur rendez-vous")) == {
        JOURS: "CONFORME",
        HEURES: "CONFORME",
    }


def test_sans_avoir_tout_lu_on_ne_conclut_pas_a_la_non_conformite() -> None:
    assert etablis(tous_les_jours("voir affichage en mairie")) == {}


def test_un_commentaire_laisse_la_visite_trancher() -> None:
    assert etablis(tous_les_jours("9h-12h / 14h-17h"), "fermé en août") == {}
