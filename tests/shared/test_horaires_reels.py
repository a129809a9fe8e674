"""Les horaires de la liste publiée, texte par texte (A-078, A-079)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from shared.horaires import (
    lire_journee,
)
from tests.architecture.house import ROOT
from tests.data import DATA, needs_real_data
from tests.shared.heures import hm
from tests.shared.mesure_horaires import lignes


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


@needs_real_data
def test_la_page_dit_ce_qui_est_lu() -> None:
    page = (ROOT / "docs" / "horaires.md").read_text(encoding="utf-8")

    assert page.partition("Après :")[2].count("\n".join(lignes())) == 1
