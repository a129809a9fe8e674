"""Le bonus de zone se simule, et ne se paie jamais : son montant est déduit, non publié."""

from datetime import date

import pytest

from services.funding.forfait.rules.bareme import Droit, Porteur, RefusDroit
from services.funding.forfait.rules.bonus import (
    BaremeBonus,
    ConditionBonus,
    LigneBonus,
    bonus,
    charger_bonus,
)
from services.funding.simulation.questions import simuler
from shared.rules.dated import Rules
from shared.rules.periods import Period, RuleError, Statut


def test_le_bonus_frr_d_une_collectivite_se_simule_et_ne_se_paie_pas() -> None:
    """D.1 : 10 000 € en 2025, déduits d'une enveloppe ; le refus dit pourquoi, et sa source."""
    tous, jour = charger_bonus(), date(2025, 1, 1)

    simule = bonus(tous, jour, "COLLECTIVITE", "FRR", simulation=True)
    paye = bonus(tous, jour, "COLLECTIVITE", "FRR")

    assert isinstance(simule, Droit) and simule.montant_centimes == 10_000_00
    assert isinstance(paye, RefusDroit) and paye.regles == simule.regles == ("BONUS-FRR-2025",)
    assert "déduit" in paye.raison and "jamais à un paiement" in paye.raison


@pytest.mark.parametrize(
    ("jour", "porteur"),
    [
        (date(2024, 12, 31), "COLLECTIVITE"),
        (date(2026, 1, 1), "COLLECTIVITE"),
        (date(2025, 1, 1), "LA_POSTE"),
        (date(2025, 1, 1), "ASSOCIATION"),
        (date(2025, 1, 1), "NON_RENSEIGNE"),
    ],
)
def test_hors_de_son_annee_ou_d_une_collectivite_aucun_bonus_meme_simule(
    jour: date, porteur: Porteur
) -> None:
    assert isinstance(bonus(charger_bonus(), jour, porteur, "FRR", simulation=True), RefusDroit)


def test_une_simulation_dit_ce_qui_serait_paye() -> None:
    """2025 n'a pas de forfait publié : rien ne s'en paierait."""
    dit = simuler(2025, "COLLECTIVITE", "FRR")

    assert (dit["simule_centimes"], dit["payable_centimes"]) == (10_000_00, 0)
    forfait, frr = dit["lignes"]
    assert "aucun montant le 01/01/2025" in forfait["raison"]
    assert (frr["aide"], frr["payable"], frr["regles"]) == ("bonus FRR", False, ["BONUS-FRR-2025"])


@pytest.mark.parametrize(
    ("annee", "simule", "payable"),
    [(2020, 30_000_00, 30_000_00), (2024, 40_000_00, 0), (2026, 50_000_00, 0), (2019, 0, 0)],
)
def test_un_forfait_annonce_ou_sans_ventilation_se_simule_seulement(
    annee: int, simule: int, payable: int
) -> None:
    dit = simuler(annee, "COLLECTIVITE")
    assert (dit["simule_centimes"], dit["payable_centimes"]) == (simule, payable)


def ligne(id: str, statut: Statut = "SRC", montant: int = 1) -> LigneBonus:
    periode, si = Period(date(2025, 1, 1)), ConditionBonus("FRR", "COLLECTIVITE")
    return LigneBonus(
        id=id,
        en_vigueur=periode,
        vaut="DATE_DITE",
        statut=statut,
        source=("essai",),
        montant_centimes=montant,
        si=si,
    )


def test_un_bonus_publie_se_paierait() -> None:
    """Ce qui retient le paiement est le statut de la ligne, non le code."""
    publie = BaremeBonus("BONUS", Rules([ligne("BONUS-FRR-2025", montant=5_00)]))
    assert isinstance(bonus(publie, date(2025, 1, 1), "COLLECTIVITE", "FRR"), Droit)


def test_deux_bonus_d_une_zone_le_meme_jour_ou_un_bonus_nul_sont_refuses() -> None:
    with pytest.raises(RuleError, match="en vigueur ensemble"):
        Rules([ligne("UN"), ligne("DEUX")])
    with pytest.raises(RuleError, match="supérieur à zéro"):
        ligne("NUL", montant=0)
