"""Les formes simples que prennent des heures, et ce qui leur ressemble sans en être (A-079)."""

import pytest

from shared.horaires import lire_journee
from tests.shared.heures import hm

SOIR = "10:15-12:45 15:00-18:30"


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("10:15:00-12:45:00", "10:15-12:45"),
        ("10:15:00 - 12:45:00 / 15:00:00 - 18:30:00", SOIR),
        ("10h15/12h45 15h00/18h30", SOIR),
        ("10h15/12h45 15h00-18h30", SOIR),
        ("10h15/12h45  15h/18h30  19h/20h", f"{SOIR} 19:00-20:00"),
        ("10h15-12h45<br>15h-18h30", SOIR),
        ("10h15-12h45<BR />15h-18h30", SOIR),
        ("<p>10h15-12h45</p>\n<p>15h-18h30</p>", SOIR),
        ("<ul><li>10h15-12h45</li><li>15h-18h30</li></ul>", SOIR),
        ("&lt;strong&gt;10h15&lt;/strong&gt; &ndash; 12h45", "10:15-12:45"),
        ("10h15&nbsp;&#8211;&nbsp;12h45 &amp; 15h&#x2192;18h30", SOIR),
        ("10h15→12h45", "10:15-12:45"),
        ("10h15 ➔ 12h45 / 15h ⇒ 18h30", SOIR),
        ("10h15->12h45 / 15h > 18h30", SOIR),
        ("10h15~12h45 / 15h～18h30", SOIR),
        ("10h15_12h45", "10:15-12:45"),
        ("10h15－12h45 ／ 15h―18h30", SOIR),
        ("10h15\u00ad12h45", "10:15-12:45"),
        ("10h\u200b15 -\u2060 12h45", "10:15-12:45"),
        ("10h15-12h45 • 15h-18h30", SOIR),
        ("10h15-12h45\r15h-18h30", SOIR),
        ("10h15-12h45\\15h-18h30", SOIR),
        ("1015-1245 / 1500-1830", SOIR),
        ("1015-1245 1500-1830", SOIR),
        ("1015 à 1245 et 1500 à 1830", SOIR),
        ("915-1245", "9:15-12:45"),
        ("1015-1245-1500-1830", SOIR),
        ("Accueil du public : 10h15-12h45 / 15h-18h30", SOIR),
        ("Ouvert au public de 10h15 à 12h45", "10:15-12:45"),
    ],
)
def test_une_forme_simple_est_lue_sans_reserve(texte: str, attendu: str) -> None:
    journee = lire_journee(texte)

    assert [(p.debut, p.fin) for p in journee.plages] == hm(attendu), journee.reserves
    assert (journee.etat, journee.reserves) == ("OUVERTE", ())


@pytest.mark.parametrize(
    "texte",
    [
        "2019-2021",
        "1990-2020",
        "04 1015-1245-15",
        "0475-1213",
        "1245-1015",
        "1015-1245-1500",
        "10:15:30-12:45:30",
        "15:00:18:30",
        "10h15/12h45-15h/18h30",
        "9 15 - 12 15",
        "9 30 / 17 30",
        "01/09",
        "01/09/2021",
        "2021-09-01",
        "1:30 - 4:30",
        "01:00 - 08:00",
        "14 - 17 mai",
        "du 1 au 15 août",
        "0.375-0.75",
        "<b></b>-<i>?</i>",
    ],
)
def test_ce_qui_ressemble_a_des_heures_n_est_pas_compte(texte: str) -> None:
    journee = lire_journee(texte)

    assert (journee.etat, journee.plages) == ("ILLISIBLE", ())
    assert journee.reserves


@pytest.mark.parametrize(
    "texte", ["9h-12h le 01/09", "9h-12h les 01/09 et 15/09", "9h-12h (01/09/2021)"]
)
def test_une_date_n_ajoute_pas_d_heures(texte: str) -> None:
    assert lire_journee(texte).plages == ()
    assert any("une date est citée" in reserve for reserve in lire_journee(texte).reserves)


@pytest.mark.parametrize("texte", ["<br>", "&nbsp;", "<p> </p>", "\u200b"])
def test_une_cellule_qui_ne_contient_que_des_balises_est_vide(texte: str) -> None:
    assert lire_journee(texte).etat == "INCONNUE"


def test_vingt_quatre_heures_restent_une_ouverture() -> None:
    assert [(p.debut, p.fin) for p in lire_journee("0h-24h").plages] == [(0, 1440)]
