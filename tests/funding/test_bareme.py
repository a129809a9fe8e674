import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funding.forfait.rules.bareme import (
    Bareme,
    Droit,
    LigneBareme,
    Porteur,
    PorteurConnu,
    RefusDroit,
    charger_bareme,
    droit,
)
from shared.contracts.structure import TypePorteur
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut

BAREME = charger_bareme()
SOURCE = (files("services.funding.forfait") / "donnees" / "forfait.yaml").read_text(
    encoding="utf-8"
)
JOURS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


def reread(folder: Path, old: str, new: str) -> Bareme:
    """The shipped scale with one passage replaced."""
    assert old in SOURCE
    path = folder / "forfait.yaml"
    path.write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    return load(path, Bareme)


def accorde(jour: date, porteur: Porteur, simulation: bool = False) -> Droit:
    answer = droit(BAREME, jour, porteur, simulation=simulation)
    assert isinstance(answer, Droit), answer
    return answer


def refuse(jour: date, porteur: Porteur) -> str:
    answer = droit(BAREME, jour, porteur)
    assert isinstance(answer, RefusDroit), answer
    return answer.raison


def test_les_porteurs_du_bareme_sont_ceux_de_la_fiche() -> None:
    assert {*get_args(PorteurConnu), "NON_RENSEIGNE"} == set(get_args(TypePorteur))


@pytest.mark.parametrize("jour", [date(2020, 1, 1), date(2022, 12, 31)])
@pytest.mark.parametrize(
    ("porteur", "parts"),
    [
        ("COLLECTIVITE", {"FNADT": 1_500_000, "FNFS": 1_500_000}),
        ("ASSOCIATION", {"FNADT": 1_500_000, "FNFS": 1_500_000}),
        ("LA_POSTE", {"FPNPT": 2_600_000, "FNFS": 400_000}),
    ],
)
def test_le_forfait_est_de_trente_mille_euros_de_2020_a_2022_A_032(
    jour: date, porteur: Porteur, parts: dict[str, int]
) -> None:
    granted = accorde(jour, porteur)
    assert granted.montant_centimes == 3_000_000
    assert granted.parts_centimes == parts
    assert granted.ventilation_connue
    assert len(granted.regles) == 1
    assert granted.source


@pytest.mark.parametrize("jour", [date(2023, 1, 1), date(2023, 12, 31)])
def test_le_forfait_est_de_trente_cinq_mille_euros_en_2023(jour: date) -> None:
    granted = accorde(jour, "COLLECTIVITE")
    assert granted.montant_centimes == 3_500_000
    assert granted.parts_centimes == {"FNADT": 2_000_000, "FNFS": 1_500_000}
    assert granted.regles == ("FORFAIT-2023-HORS-POSTE",)


@pytest.mark.parametrize("jour", [date(2019, 12, 31), date(2025, 1, 1), date(2025, 12, 31)])
def test_sans_ligne_en_vigueur_il_n_y_a_pas_de_droit(jour: date) -> None:
    assert "ne prévoit aucun montant" in refuse(jour, "COLLECTIVITE")
    assert f"{jour:%d/%m/%Y}" in refuse(jour, "COLLECTIVITE")


def test_le_montant_de_la_poste_n_est_connu_que_jusqu_a_fin_2022() -> None:
    assert "ne prévoit aucun montant" in refuse(date(2023, 1, 1), "LA_POSTE")


def test_sans_porteur_renseigne_un_montant_unanime_est_certain_et_sa_ventilation_inconnue() -> None:
    """X-07."""
    granted = accorde(date(2020, 2, 1), "NON_RENSEIGNE")
    assert granted.montant_centimes == 3_000_000
    assert granted.parts_centimes == {}
    assert not granted.ventilation_connue
    assert granted.regles == ("FORFAIT-2020-HORS-POSTE", "FORFAIT-2020-POSTE")
    sources = granted.source.split(" ; ")
    assert "A-032" in sources[0]
    assert len(sources) == len(set(sources)) == 4


def test_sans_porteur_renseigne_un_montant_que_certains_porteurs_n_auraient_pas_est_refuse() -> (
    None
):
    answer = droit(BAREME, date(2023, 6, 1), "NON_RENSEIGNE")
    assert isinstance(answer, RefusDroit)
    assert "dépend du type de porteur" in answer.raison
    assert answer.regles == ("FORFAIT-2023-HORS-POSTE",)


def test_sans_porteur_renseigne_deux_montants_differents_sont_refuses(tmp_path: Path) -> None:
    bareme = reread(
        tmp_path,
        "montant_centimes: 3_000_000\n    parts_centimes: {FPNPT: 2_600_000",
        "montant_centimes: 3_100_000\n    parts_centimes: {FPNPT: 2_700_000",
    )
    answer = droit(bareme, date(2020, 2, 1), "NON_RENSEIGNE")
    assert isinstance(answer, RefusDroit)
    assert "FORFAIT-2020-HORS-POSTE, FORFAIT-2020-POSTE" in answer.raison


@pytest.mark.parametrize(
    ("jour", "dit", "montant"),
    [
        (date(2024, 1, 1), "publié sans sa ventilation", 4_000_000),
        (date(2024, 12, 31), "publié sans sa ventilation", 4_000_000),
        (date(2026, 1, 1), "est annoncé", 5_000_000),
    ],
)
def test_une_ligne_annoncee_ou_sans_ventilation_se_simule_et_ne_se_paie_pas(
    jour: date, dit: str, montant: int
) -> None:
    """X-07 : un montant et sa période se connaissent sans sa répartition."""
    raison = refuse(jour, "COLLECTIVITE")
    assert dit in raison and "jamais à un paiement" in raison
    simulated = accorde(jour, "COLLECTIVITE", simulation=True)
    assert simulated.montant_centimes == montant
    assert not simulated.ventilation_connue


@pytest.mark.parametrize("jour", [date(2020, 1, 1), date(2021, 12, 31)])
@pytest.mark.parametrize("porteur", ["COLLECTIVITE", "LA_POSTE", "NON_RENSEIGNE"])
def test_la_garantie_msap_est_de_vingt_cinq_mille_euros_jusqu_a_fin_2021_A_036(
    jour: date, porteur: Porteur
) -> None:
    answer = droit(BAREME, jour, porteur, nature="GARANTIE_MSAP", simulation=True)
    assert isinstance(answer, Droit)
    assert answer.montant_centimes == 2_500_000
    assert answer.regles == ("GARANTIE-MSAP-2020",)


def test_apres_le_31_decembre_2021_une_msap_n_est_plus_financee_A_037() -> None:
    for simulation in (False, True):
        answer = droit(BAREME, date(2022, 1, 1), "ASSOCIATION", "GARANTIE_MSAP", simulation)
        assert answer == RefusDroit(
            "Le barème FORFAIT_FONCTIONNEMENT ne prévoit aucun montant le 01/01/2022, au titre de "
            "la garantie des MSAP, pour une structure portée par une association.",
            ("FORFAIT_FONCTIONNEMENT",),
        )


def test_la_garantie_msap_sans_ventilation_se_simule_et_ne_se_paie_pas_A_036() -> None:
    answer = droit(BAREME, date(2020, 6, 1), "ASSOCIATION", "GARANTIE_MSAP")
    assert isinstance(answer, RefusDroit)
    assert answer.raison.startswith(
        "Le montant de la règle GARANTIE-MSAP-2020 est publié sans sa ventilation par fonds :"
    )
    assert answer.regles == ("GARANTIE-MSAP-2020",)


@pytest.mark.parametrize("porteur", get_args(TypePorteur))
@pytest.mark.parametrize("jour", [date(2025, 1, 1), date(2023, 1, 1), date(2026, 1, 1)])
def test_un_refus_se_lit_sans_connaitre_nos_codes(jour: date, porteur: Porteur) -> None:
    answer = droit(BAREME, jour, porteur)
    if isinstance(answer, RefusDroit):
        codes = {*get_args(TypePorteur), *get_args(Statut)} - {"MSA", "PIMMS"}
        mots = set(re.findall(r"(?<![\w-])[A-Z_]+(?![\w-])", answer.raison.partition("(source")[0]))
        assert not mots & codes


@given(JOURS, st.sampled_from(get_args(TypePorteur)), st.booleans())
def test_les_parts_font_toujours_le_montant(jour: date, porteur: Porteur, simulation: bool) -> None:
    answer = droit(BAREME, jour, porteur, simulation=simulation)
    if isinstance(answer, Droit) and answer.ventilation_connue:
        assert sum(answer.parts_centimes.values()) == answer.montant_centimes


@given(JOURS)
def test_un_droit_sans_porteur_renseigne_est_celui_de_tout_porteur(jour: date) -> None:
    unknown = droit(BAREME, jour, "NON_RENSEIGNE")
    known = [droit(BAREME, jour, porteur) for porteur in get_args(PorteurConnu)]
    amounts = {each.montant_centimes if isinstance(each, Droit) else None for each in known}
    assert isinstance(unknown, Droit) == (len(amounts) == 1 and None not in amounts)
    if isinstance(unknown, Droit):
        assert amounts == {unknown.montant_centimes}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("FNFS: 400_000", "FNFS: 400_001", "les parts font 3000001 centimes, le montant 3000000"),
        ("au: 2022-12-31", "au: 2023-01-01", "en vigueur ensemble du 01/01/2023 au 01/01/2023"),
        ("au: 2022-12-31", "au: 2019-12-31", "la période finit avant de commencer"),
        ("{porteur: LA_POSTE}", "{porteur: MSA}", "« FORFAIT-2020-POSTE » sont en vigueur"),
        ("{porteur: LA_POSTE}", "{porteur: LAPOSTE}", "au lieu de « LAPOSTE »"),
        ("montant_centimes: 4_000_000", "montant_centimes: 0", "supérieur à zéro"),
        ("montant_centimes: 4_000_000", "montant_centimes: 40000.50", "nombre entier attendu"),
        ("statut: ANNONCE", "statut: PROMIS", "lignes › n° 5 › statut"),
        ("montant_centimes:", "montant:", "lignes › n° 1 › montant : champ inconnu"),
    ],
)
def test_un_bareme_faux_est_refuse_au_chargement(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        reread(tmp_path, old, new)
    assert str(refused.value).startswith("forfait.yaml : ")
    assert message in str(refused.value)


def test_des_parts_fausses_sont_refusees_meme_sans_fichier() -> None:
    with pytest.raises(RuleError, match="les parts font"):
        LigneBareme(
            id="X",
            en_vigueur=Period(date(2020, 1, 1)),
            vaut="DATE_DITE",
            montant_centimes=10,
            statut="SEED",
            source=("A-032",),
            parts_centimes={"FNADT": 9},
        )
