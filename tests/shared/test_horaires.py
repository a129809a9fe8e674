"""Lire les horaires tels que les structures les publient (A-078, A-079)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.horaires import (
    LONGUEUR_MAXIMALE,
    Journee,
    Plage,
    lire_journee,
)
from tests.shared.heures import hm


def plages(journee: Journee) -> list[tuple[int, int]]:
    return [(plage.debut, plage.fin) for plage in journee.plages]


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
    ("texte", "dite"),
    [
        ("voir affichage en mairie", "mention non comprise, non compté"),
        ("10h-13h / Après-midi sur RDV", "sur rendez-vous, après-midi non compté"),
        ("9h-12h sauf jours fériés", "exception, semaine ordinaire comptée"),
    ],
)
def test_une_reserve_dit_ce_qui_n_est_pas_compte(texte: str, dite: str) -> None:
    [reserve] = lire_journee(texte).reserves

    assert reserve.endswith(f" : {dite}")


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
