"""`france-services funding` : simuler un barème, et voir la place de chaque bus."""

import json
from pathlib import Path

from services.funding.itinerance.commands import InscrireBus
from tests.console.conftest import Commande
from tests.scenarios.recit import PORTEUR, raconter

BONUS = ("funding", "simulate", "--annee", "2025", "--porteur", "COLLECTIVITE", "--zone", "FRR")


def test_le_bonus_se_simule_et_la_commande_dit_qu_il_ne_se_paie_pas(
    france_services: Commande,
) -> None:
    rendu = france_services(*BONUS, "--structures", "1305")

    assert rendu.code == 0, rendu.erreur
    assert "13 050 000,00 €" in rendu.sortie.replace("\u202f", " ").replace("\u00a0", " ")
    assert "jamais à un paiement" in rendu.sortie


def test_une_simulation_se_lit_en_json(france_services: Commande) -> None:
    dit = json.loads(france_services(*BONUS, "--format", "json").sortie)

    assert (dit["simule_centimes"], dit["payable_centimes"]) == (10_000_00, 0)


def test_la_place_d_un_bus_se_montre_avec_sa_raison_x_09(
    tmp_path: Path, france_services: Commande
) -> None:
    """Avant toute inscription, la commande le dit."""
    with raconter(tmp_path) as recit:
        recit.remonter(format="BUS")
        recit.signaler()
        vide = france_services("funding", "envelope", "ITINERANCE-2020", "--sortie", tmp_path)
        recit.obtenir(InscrireBus, PORTEUR, programme="ITINERANCE-2020", format="BUS")

    rendu = france_services("funding", "envelope", "ITINERANCE-2020", "--sortie", tmp_path)

    assert "Aucun bus n'est inscrit" in vide.sortie
    assert rendu.code == 0, rendu.erreur
    assert "ORDRE_INSCRIPTION" in rendu.sortie and "réservée" in rendu.sortie
    dit = france_services(
        "funding", "envelope", "ITINERANCE-2020", "--sortie", tmp_path, "--format", "json"
    )
    [bus] = json.loads(dit.sortie)["bus"]
    assert (bus["place"], bus["raison"].startswith("inscription reçue le")) == (1, True)
