"""Une fermeture qualifiée n'est ni ouverte, ni fermée, à moins d'être bornée (A-078, A-079)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.horaires import lire_journee, lire_semaine
from tests.shared.heures import hm

QUALIFIEES = (
    "fermé au public", "fermée au public", "accueil du public fermé", "fermé définitivement",
    "fermé semaine impaire", "fermé les semaines paires", "fermé sauf rdv", "fermé temporairement",
    "fermé pour travaux", "fermé jusqu'à nouvel ordre", "fermé jusqu'au 15 septembre",
    "fermé depuis le 3 mai", "fermé à partir du 01/09/2021", "fermé dès le 2 mars",
    "fermé au 31/12/2021", "définitivement fermé le 30 juin", "fermé un mardi sur deux",
    "fermé certains lundis", "fermé sauf le mercredi", "fermé hors vacances scolaires",
    "a été fermé", "fermeture provisoire", "fermeture possible en août", "fermé parfois",
)  # fmt: skip
BORNEES = (
    "fermé le mercredi", "fermé le 1er et 3e mercredi", "fermé les 2e et 4e lundis",
    "fermé pendant les vacances scolaires", "fermé en août", "fermé l'été", "fermé le 24/12",
    "fermé du 01/08 au 15/08", "fermé les 24/12 et 31/12", "fermé le 14-07-2021",
    "fermé du 1 au 15 août", "fermé du 3 au 21 août pour congés", "fermé les jours fériés",
    "fermé au mois de juillet", "fermeture exceptionnelle le 12 mai", "fermé le week-end",
    "sauf le 2e jeudi", "hors vacances de Noël",
)  # fmt: skip


def plages(texte: str) -> list[tuple[int, int]]:
    return [(plage.debut, plage.fin) for plage in lire_journee(texte).plages]


@pytest.mark.parametrize("fermeture", QUALIFIEES)
@pytest.mark.parametrize("forme", ["10h-12h {}", "10h-12h ({})", "10h-12h, {}", "10h-12h / {}"])
def test_rien_n_est_compte_d_un_creneau_ferme_sans_borne(fermeture: str, forme: str) -> None:
    journee = lire_journee(forme.format(fermeture))

    assert (journee.etat, journee.plages) == ("ILLISIBLE", ())
    assert journee.reserves


@pytest.mark.parametrize("fermeture", QUALIFIEES)
def test_une_fermeture_sans_borne_n_est_pas_non_plus_un_jour_ferme(fermeture: str) -> None:
    """Elle rend la semaine incertaine : on ne peut pas conclure qu'elle manque d'heures."""
    assert lire_journee(fermeture.capitalize()).etat == "ILLISIBLE"
    assert not lire_semaine({"lundi": f"10h-12h {fermeture}"}).jours["lundi"].est_certaine


@pytest.mark.parametrize("fermeture", BORNEES)
@pytest.mark.parametrize("forme", ["10h-12h {}", "10h-12h ({})", "10h-12h, {}", "10h-12h / {}"])
def test_une_fermeture_bornee_laisse_compter_la_semaine_ordinaire(
    fermeture: str, forme: str
) -> None:
    texte = forme.format(fermeture)

    assert plages(texte) == hm("10:00-12:00"), lire_journee(texte).reserves
    assert any("semaine ordinaire comptée" in each for each in lire_journee(texte).reserves)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("10h-12h / 15h-18h fermé au public", "10:00-12:00"),
        ("10h-12h / 15h-18h (accueil du public fermé)", "10:00-12:00"),
        ("10h-12h / 15h-18h fermé semaine paire", "10:00-12:00"),
        ("10h-12h / 15h-18h fermé pour inventaire", ""),
        ("10h-12h / 15h-18h fermé définitivement", ""),
        ("10h-12h / 15h-18h / fermé au public", ""),
        ("Fermé jusqu'à nouvel ordre / 10h-12h", ""),
        ("10h-12h / fermé au public l'après-midi", "10:00-12:00"),
        ("10h-12h / 15h-18h fermé au public l'après-midi", "10:00-12:00"),
        ("Fermé au public : 15h-18h", ""),
        ("10h-12h sauf semaines impaires", ""),
        ("10h-12h sauf un lundi sur deux", ""),
    ],
)
def test_une_fermeture_d_un_creneau_ne_dit_rien_des_autres_celle_de_la_structure_si(
    texte: str, attendu: str
) -> None:
    assert plages(texte) == hm(attendu)
    assert lire_journee(texte).reserves


@pytest.mark.parametrize(
    ("texte", "etat", "attendu"),
    [
        ("fermé le mardi", "FERMEE", ""),
        ("Fermé les mardis", "FERMEE", ""),
        ("10h-12h fermé le mardi", "ILLISIBLE", ""),
        ("10h-12h fermé le 1er mardi", "OUVERTE", "10:00-12:00"),
        ("10h-12h fermé le mercredi", "OUVERTE", "10:00-12:00"),
        ("Mardi : 10h-12h", "OUVERTE", "10:00-12:00"),
        ("Mercredi : 10h-12h", "ILLISIBLE", ""),
        ("Mardi sur rdv", "ILLISIBLE", ""),
    ],
)
def test_le_jour_de_la_cellule_redit_n_ajoute_rien(texte: str, etat: str, attendu: str) -> None:
    mardi = lire_semaine({"mardi": texte}).jours["mardi"]

    assert (mardi.etat, [(p.debut, p.fin) for p in mardi.plages]) == (etat, hm(attendu))


@settings(deadline=None)
@given(st.sampled_from(QUALIFIEES), st.sampled_from([" ", " - ", " ; ", "\n", " // ", ". "]))
def test_quelle_que_soit_la_separation(fermeture: str, separation: str) -> None:
    assert plages(f"10h-12h{separation}{fermeture}") == []
