"""Deux cents textes tirés au hasard, chacun lu à la main avant de l'être par le programme.

Tirés par `Random(200).sample` des 2 151 textes publiés. La colonne « reserve » est notre raison de
ne pas tout compter, vide si le texte est clair. Quatre noms de lieux ont été changés.
"""

import csv
from pathlib import Path
from random import Random

import pytest

from shared.horaires import Journee, lire_journee
from tests.data import DATA, needs_real_data
from tests.shared.heures import hm

TIRES = Path(__file__).with_name("horaires_tires.csv")
PRUDENTES = {
    "8h45 à 12h et 13h45 à 16h45 – les partenaires ont aussi accès aux bureaux en dehors des "
    "heures d’ouverture",
}
"""Les lectures qui comptent moins que nous, par prudence : une phrase suit le créneau."""


def lignes() -> list[dict[str, str]]:
    with TIRES.open(encoding="utf-8") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def minutes(journee: Journee) -> set[int]:
    return {m for plage in journee.plages for m in range(plage.debut, plage.fin)}


@pytest.mark.parametrize("ligne", lignes(), ids=lambda ligne: ligne["texte"])
def test_le_programme_lit_comme_nous(ligne: dict[str, str]) -> None:
    journee, attendu = lire_journee(ligne["texte"]), hm(ligne["lu"])
    lues = {m for debut, fin in attendu for m in range(debut, fin)}

    assert bool(journee.reserves) == bool(ligne["reserve"]), journee.reserves
    assert minutes(journee) <= lues, "rien de compté que nous n'aurions compté"
    if ligne["texte"] not in PRUDENTES:
        assert minutes(journee) == lues
    if not ligne["reserve"]:
        assert journee.etat == ("OUVERTE" if attendu else "FERMEE")


@needs_real_data
def test_le_tirage_se_refait() -> None:
    with (DATA / "listes" / "horaires_echantillons.csv").open(encoding="utf-8-sig") as fichier:
        publies = [ligne["horaire"] for ligne in csv.DictReader(fichier)]
    tires = Random(200).sample(sorted(publies), 200)

    gardes = [ligne["texte"] for ligne in lignes()]
    changes = [(tire, garde) for tire, garde in zip(tires, gardes, strict=True) if tire != garde]
    assert len(publies) == 2151 and len(changes) == 4
    assert all("Villeneuve" in garde for _, garde in changes)
