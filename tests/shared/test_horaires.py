"""Lire les horaires tels que les structures les publient (A-078, A-079)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.horaires import (
    LONGUEUR_MAXIMALE,
    Journee,
    Plage,
    Semaine,
    lire_journee,
    lire_semaine,
)
from tests.data import DATA, needs_real_data

OUVRES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


def plages(journee: Journee) -> list[tuple[int, int]]:
    return [(plage.debut, plage.fin) for plage in journee.plages]


def hm(texte: str) -> list[tuple[int, int]]:
    """« 9:00-12:00 13:30-17:00 » as expected slots, read the dull way."""
    bornes = [int(h) * 60 + int(m) for h, m in re.findall(r"(\d+):(\d\d)", texte)]
    return list(zip(bornes[::2], bornes[1::2], strict=True))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("9:00 - 12:00 / 13:30 - 17:00", "9:00-12:00 13:30-17:00"),
        ("7h30 – 12h / 13h/16h", "7:30-12:00 13:00-16:00"),
        ("9h à 12h et 14h à 17h", "9:00-12:00 14:00-17:00"),
        ("de 8h30 à 12h et de 13h30 à 17h30", "8:30-12:00 13:30-17:30"),
        ("9h12h", "9:00-12:00"),
        ("9 h 12 h / 14 h 17 h", "9:00-12:00 14:00-17:00"),
        ("8h30-12h/13h16h30", "8:30-12:00 13:00-16:30"),
        ("9h -11h 30 / 14 h – 16 h 45", "9:00-11:30 14:00-16:45"),
        ("9.00-12.00", "9:00-12:00"),
        ("9 h\u00a0–\u202f12 h", "9:00-12:00"),
        ("9—12 / 13‑17", "9:00-12:00 13:00-17:00"),
        ("8 :30-12/13 :30-17", "8:30-12:00 13:30-17:00"),
        ("9h00 – 12h00 – 13h30 – 16h30", "9:00-12:00 13:30-16:30"),
        ("9h à midi", "9:00-12:00"),
        ("matin 9h-12h, après-midi 14h-17h", "9:00-12:00 14:00-17:00"),
        ("9h-12h30 14h-16h30 (sans rdv)", "9:00-12:30 14:00-16:30"),
        ("8 h 30 à 17 h 30 en continu", "8:30-17:30"),
        ("9h 30- 12h30 /FERME", "9:30-12:30"),
        ("- / 13h30 – 18h00", "13:30-18:00"),
        ("00:00 - 00:00 / 09:00 - 12:00", "9:00-12:00"),
        ("09:00 - 12:30 / 09:00 - 17:00 / 14:00 - 17:00", "9:00-17:00"),
        ("12:00 - 14:00 / 9:00 - 12:00", "9:00-14:00"),
        ("0h-24h", "0:00-24:00"),
    ],
)
def test_un_texte_clair_est_lu_sans_reserve(texte: str, attendu: str) -> None:
    """A-079."""
    assert lire_journee(texte).etat == "OUVERTE"
    assert (plages(lire_journee(texte)), lire_journee(texte).reserves) == (hm(attendu), ())


@pytest.mark.parametrize(
    ("texte", "attendu", "cite"),
    [
        ("9:00 - 12:30 / 13:30 - 17:", "9:00-12:30 13:30-17:00", "13:30 - 17:"),
        ("9:00 - 12:30 / 14: - 16:30", "9:00-12:30", "14: - 16:30"),
        ("10:00 - 13:00 / Après-midi sur RDV", "10:00-13:00", "Après-midi sur RDV"),
        ("9:00 - 12:00 / Sur RDV : 14:00 - 17:00", "9:00-12:00", "Sur RDV : 14:00 - 17:00"),
        ("8h30-12h30/14h-18h sur RV", "8:30-12:30", "14h-18h sur RV"),
        ("9h30-12h AM sur RDV", "9:30-12:00", "AM sur RDV"),
        ("9h - 12h / 13h30 - 17h (après midi sur rendez vous)", "9:00-12:00", "après midi sur"),
        ("Sur RDV : 9:00 - 12:30 / Sans RDV : 13:30 - 17:00", "13:30-17:00", "Sur RDV : 9:00"),
        ("rdv / 14h-16h45", "14:00-16:45", "rdv"),
        ("9:30 - 12:30 / Itinérance : 14:00 - 17:00", "9:30-12:30", "Itinérance : 14:00"),
        ("8:45 - 12:00 / Semaines paires : 14:00 - 16:30", "8:45-12:00", "Semaines paires"),
        ("9:00 - 12:00 (semaines impaires) / 14:00 - 18:00", "14:00-18:00", "(semaines impaires)"),
        ("9h - 12h sauf vacances scolaires", "9:00-12:00", "sauf vacances scolaires"),
        ("8h45 à 12h15 (fermé le dernier samedi)", "8:45-12:15", "fermé le dernier samedi"),
        ("8h30-12h30 / 13h30 8 17h30", "8:30-12:30", "13h30 8 17h30"),
        ("10:30-12:30 / 113:30 - 18:30", "10:30-12:30", "113:30 - 18:30"),
        ("9h-12h / 17h-14h", "9:00-12:00", "17h-14h"),
        ("09:00 - 12:30 (sur RDV 14:00 - 16:00)", "9:00-12:30", "(sur RDV 14:00 - 16:00)"),
        ("8h30 17h30 + Permanence à Givry : 8h30 -12h", "8:30-17:30", "Permanence à Givry"),
        ("Sur RDV : 9:00 - 12:00 // 13:30 - 16:30", "13:30-16:30", "Sur RDV : 9:00 - 12:00"),
        ("9h-12h Sur RDV : 14h-17h", "9:00-12:00", "Sur RDV : 14h-17h"),
        ("9:00 - 12:00 // Sur RDV : 8:00 - 9:00 / 12:00 - 13:00", "9:00-12:00", "12:00 - 13:00"),
    ],
)
def test_ce_qui_n_est_pas_sur_laisse_une_reserve_qui_le_cite(
    texte: str, attendu: str, cite: str
) -> None:
    journee = lire_journee(texte)
    assert (journee.etat, plages(journee)) == ("OUVERTE", hm(attendu))
    assert any(cite in reserve for reserve in journee.reserves), journee.reserves


@pytest.mark.parametrize(
    "texte",
    [
        "9h-17h fermé de 12h à 14h",
        "9h-17h (pause 12h-14h)",
        "9h-17h sauf 12h-14h",
        "9h-17h / Fermé : 12h-14h",
        "9h-17h, fermé le midi",
        "9h-12h ou 14h-17h",
        "8:30/12:00 -14:/17:",
        "9h / 12h-14h / 17h",
        "1 samedi sur 2 : 9:00 - 12:30",
        "9h-12h30 – 1 samedi sur 2",
        "Sept. - Juin : 14:00 - 17:30 // Été : 10:00 - 12:30 / 13:30 - 18:00",
        "Pendant les vacances scolaires : 9:00 - 12:00 / 13:00 - 17:00",
        "Semaine 2 : 14:00 - 17:00",
        "9:00 - 16:30 selon planning permanences",
        "Sur RDV",
        "Vendredi : 9h-12h",
        "14:00:16:00",
        "9h-9h",
        "04 75 12 13 14",
        "٩-١٢",
        "?",
        "...",
    ],
)
def test_rien_n_est_compte_quand_on_ne_peut_pas_choisir(texte: str) -> None:
    journee = lire_journee(texte)
    assert (journee.etat, journee.plages) == ("ILLISIBLE", ())
    assert journee.reserves


@pytest.mark.parametrize(
    "texte", ["-", "–", "/", "'-", "fermé", "FERME", "Fermée", "non", "Espace fermé ce jour"]
)
def test_un_jour_ferme_est_ferme_sans_reserve(texte: str) -> None:
    assert lire_journee(texte) == Journee(texte, "FERMEE")


def test_un_jour_de_duree_nulle_est_ferme() -> None:
    assert lire_journee("00:00 - 00:00").etat == "FERMEE"


@pytest.mark.parametrize("texte", ["", "  \u00a0", "Horaires non communiqués", "non renseigné"])
def test_un_horaire_absent_est_inconnu_et_non_nul(texte: str) -> None:
    assert lire_journee(texte).etat == "INCONNUE"


def test_un_accent_decompose_se_lit_comme_un_accent() -> None:
    assert lire_journee("ferme\u0301").etat == "FERMEE"


def test_un_texte_demesure_est_refuse_sans_etre_lu() -> None:
    journee = lire_journee("9:00 - 12:00 / " * 70_000)
    assert journee.etat == "ILLISIBLE"
    assert str(LONGUEUR_MAXIMALE) in journee.reserves[0]
    assert len(journee.texte) + len(journee.reserves[0]) < 1000


def test_une_plage_a_l_envers_ne_peut_pas_exister() -> None:
    with pytest.raises(ValueError, match="Plage impossible"):
        Plage(720, 540)


MORCEAUX = st.sampled_from(
    [*"0123456789 :./-()–h", "9h", "12:00", " - ", " / ", " // ", "Sur RDV", "midi", "et", "à"]
    + ["fermé", "sauf", "matin", "après-midi", "sans rdv", "1er", "pause", "semaines paires"]
)


@given(st.one_of(st.text(max_size=600), st.lists(MORCEAUX, max_size=60).map("".join)))
def test_n_importe_quel_texte_est_lu_ou_explique(texte: str) -> None:
    journee = lire_journee(texte)
    bornes = [borne for plage in journee.plages for borne in (plage.debut, plage.fin)]
    assert bornes == sorted(set(bornes))
    assert 0 <= journee.minutes <= 24 * 60
    assert bool(journee.plages) == (journee.etat == "OUVERTE")
    assert journee.reserves or journee.etat in ("OUVERTE", "FERMEE")


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


@cache
def echantillons() -> list[dict[str, str]]:
    with (DATA / "listes" / "horaires_echantillons.csv").open(encoding="utf-8-sig") as fichier:
        return list(csv.DictReader(fichier))


def textes(classe: str) -> Iterator[str]:
    return (ligne["horaire"] for ligne in echantillons() if ligne["classe"] == classe)


def union(creneaux: list[tuple[int, int]]) -> int:
    return len({minute for debut, fin in creneaux for minute in range(debut, fin)})


@needs_real_data
def test_chaque_texte_reel_est_lu_ou_dit_quel_morceau_ne_l_est_pas() -> None:
    for ligne in echantillons():
        journee = lire_journee(ligne["horaire"])
        if journee.etat in ("INCONNUE", "ILLISIBLE"):
            assert journee.reserves, ligne
        for reserve in journee.reserves if ligne["horaire"] else ():
            citation = re.fullmatch("«\u00a0(.+)…?\u00a0» : .+", reserve)
            assert citation, reserve
            assert citation[1] in " ".join(ligne["horaire"].split())


@needs_real_data
def test_presque_tous_les_textes_reels_sont_lus_entierement() -> None:
    """Mesuré : 91,2 % des textes distincts ; 97,8 % des jours publiés, 0,7 % illisibles."""
    textes_lus, jours = Counter[bool](), Counter[str]()
    for ligne in echantillons():
        journee = lire_journee(ligne["horaire"])
        textes_lus[journee.est_certaine] += 1
        jours["certain" if journee.est_certaine else journee.etat] += int(ligne["occurrences"])
    publies = jours.total() - jours["INCONNUE"]
    assert textes_lus[True] / textes_lus.total() >= 0.91
    assert jours["certain"] / publies >= 0.975
    assert jours["ILLISIBLE"] / publies <= 0.008


@needs_real_data
def test_les_textes_canoniques_donnent_la_somme_calculee_autrement() -> None:
    forme = re.compile(r"\d{1,2}:\d\d - \d{1,2}:\d\d( / \d{1,2}:\d\d - \d{1,2}:\d\d)*")
    canoniques = [texte for texte in textes("canonique") if forme.fullmatch(texte)]
    assert len(canoniques) > 1200
    for texte in canoniques:
        journee = lire_journee(texte)
        assert (journee.minutes, journee.reserves) == (union(hm(texte)), ()), texte


@needs_real_data
def test_les_textes_en_h_donnent_la_somme_calculee_autrement() -> None:
    heure = re.compile(r"(\d{1,2}) ?[h:] ?(\d\d(?! ?[h:\d]))?")
    lus = [texte for texte in textes("heure_h_simple") if lire_journee(texte).est_certaine]
    assert len(lus) > 450
    for texte in lus:
        bornes = [int(h) * 60 + int(m or 0) for h, m in heure.findall(texte)]
        attendu = union(list(zip(bornes[::2], bornes[1::2], strict=True)))
        assert lire_journee(texte).minutes == attendu, texte
