"""Une semaine d'horaires publiés : ce qu'elle totalise, ce qu'elle tait (A-078, A-079)."""

import pytest

from shared.horaires import (
    Semaine,
    lire_semaine,
)

OUVRES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


def semaine(**jours: str) -> Semaine:
    return lire_semaine({**dict.fromkeys(OUVRES, "9h-12h / 14h-17h"), "samedi": "-", **jours})


def test_la_semaine_additionne_les_jours_et_compte_la_demi_journee_ouverte() -> None:
    """A-078, A-079."""
    lue = semaine(mercredi="9h-12h", vendredi="fermé")
    assert (lue.minutes_certaines, lue.jours_ouverts) == (21 * 60, 4)
    assert (lue.est_certaine, lue.reserves) == (True, ())


def test_un_jour_vide_rend_la_semaine_incertaine() -> None:
    lue = semaine(lundi="")
    assert (lue.minutes_certaines, lue.jours_ouverts) == (24 * 60, 4)
    assert not lue.est_certaine
    assert lue.reserves == (("lundi", "", "horaires non renseignés"),)


def test_une_reserve_rend_la_semaine_incertaine_et_dit_le_jour() -> None:
    lue = semaine(mardi="9h-12h / Sur RDV : 14h-17h")
    assert (lue.minutes_certaines, lue.est_certaine) == (27 * 60, False)
    assert [(jour, texte) for jour, texte, _ in lue.reserves] == [
        ("mardi", "9h-12h / Sur RDV : 14h-17h")
    ]


@pytest.mark.parametrize("lundi", ["9h-12h", "-"])
def test_un_samedi_vide_est_presume_ferme_quand_la_semaine_est_connue(lundi: str) -> None:
    lue = semaine(lundi=lundi, samedi="")
    assert (lue.est_certaine, lue.samedi_presume_ferme) == (True, True)
    assert lue.resume().endswith("samedi horaires non renseignés, présumé fermé")


@pytest.mark.parametrize("lundi", ["", "selon planning"])
def test_un_samedi_vide_reste_inconnu_quand_la_semaine_ne_l_est_pas(lundi: str) -> None:
    lue = semaine(lundi=lundi, samedi="")
    assert lue.jours["samedi"].etat == "INCONNUE"
    assert not lue.samedi_presume_ferme


def test_un_samedi_vide_reste_inconnu_quand_toute_la_semaine_est_fermee() -> None:
    lue = lire_semaine(dict.fromkeys(OUVRES, "-"))
    assert (lue.jours["samedi"].etat, lue.est_certaine) == ("INCONNUE", False)


def test_une_structure_sans_aucun_horaire_est_inconnue() -> None:
    lue = lire_semaine({})
    assert (lue.minutes_certaines, lue.jours_ouverts, lue.est_certaine) == (0, 0, False)
    assert len(lue.reserves) == 6


def test_le_dimanche_ne_compte_que_s_il_est_publie() -> None:
    assert semaine(dimanche="9h-12h").minutes_certaines == 33 * 60
    assert semaine(dimanche="").est_certaine
    assert not semaine(dimanche="sur RDV").est_certaine


def test_un_jour_qui_n_existe_pas_est_refuse_clairement() -> None:
    with pytest.raises(ValueError, match="Jour inconnu dans les horaires : lundy"):
        lire_semaine({"lundy": "9h-12h"})


def test_le_resume_se_lit_comme_une_affiche() -> None:
    lue = semaine(lundi="9h-12h / 13h30-17h", mardi="9:00 - 12:00 / Sur RDV : 14h-17h")
    debut = "lundi 9 h – 12 h, 13 h 30 – 17 h ; mardi 9 h – 12 h (avec réserve) ; mercredi"
    assert lue.resume().replace("\u00a0", " ").startswith(debut)
