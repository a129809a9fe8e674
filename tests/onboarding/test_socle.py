"""Les règles datées du socle, du raccordement et des accords-cadres, et leurs fichiers."""

from datetime import date
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onboarding.convention.rules.accords_cadres import (
    AccordCadre,
    charger_accords_cadres,
)
from services.onboarding.convention.rules.socle import (
    Operateur,
    OperateurEnDouble,
    OperateurInconnu,
    Socle,
    charger_socle,
)
from services.onboarding.raccordement.rules import (
    AucuneRegleDeRaccordement,
    RegleRaccordement,
    regle_en_vigueur,
)
from shared.rules.dated import Jours, Rules
from shared.rules.loading import RuleError, load

T = TypeVar("T")

SOCLE = charger_socle()
CODE = attrgetter("code")
SERVICE = files("services.onboarding")
NEUF = {
    "LA_POSTE", "POLE_EMPLOI", "CNAF", "CNAM", "CNAV", "CCMSA", "INTERIEUR", "JUSTICE", "DGFIP",
}  # fmt: skip


def reread(folder: Path, name: str, type_: type[T], old: str, new: str) -> T:
    text = (SERVICE / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / "relu.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load(path, type_)


@pytest.mark.parametrize(
    ("jour", "nombre"),
    [
        (date(2019, 6, 30), 0),
        (date(2019, 7, 1), 9),
        (date(2023, 12, 31), 9),
        (date(2024, 1, 1), 11),
        (date(2024, 12, 31), 11),
        (date(2025, 1, 1), 13),
    ],
)
def test_le_socle_compte_neuf_puis_onze_puis_treize_operateurs(jour: date, nombre: int) -> None:
    assert len(SOCLE.en_vigueur(jour)) == nombre


def test_les_neuf_operateurs_de_2020_sont_distincts_A_046_X_12() -> None:
    codes = [operateur.code for operateur in SOCLE.en_vigueur(date(2020, 1, 1))]
    assert len(codes) == 9
    assert set(codes) == NEUF
    assert all(operateur.source for operateur in SOCLE.operateurs.versions)


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("CAF", "CNAF"),
        ("CNAF", "CNAF"),
        ("ANTS", "INTERIEUR"),
        ("ministère de l’intérieur", "INTERIEUR"),
        ("MSA", "CCMSA"),
        ("France Travail", "POLE_EMPLOI"),
        ("FRANCE_TRAVAIL", "POLE_EMPLOI"),
        (" pôle-emploi ", "POLE_EMPLOI"),
        ("Po\u0302le emploi", "POLE_EMPLOI"),
        ("CPAM", "CNAM"),
        ("Carsat", "CNAV"),
        ("DGFiP", "DGFIP"),
    ],
)
def test_un_operateur_se_reconnait_a_tous_ses_noms_X_12(nom: str, code: str) -> None:
    assert SOCLE.code(nom) == code


@pytest.mark.parametrize("nom", ["GRDF", "", "!"])
def test_un_nom_etranger_au_socle_est_refuse_A_084(nom: str) -> None:
    with pytest.raises(OperateurInconnu, match="n'est pas un opérateur du socle"):
        SOCLE.code(nom)


def test_deux_noms_du_meme_operateur_sont_refuses_X_12() -> None:
    with pytest.raises(OperateurEnDouble, match="« MSA » et « Mutualité sociale agricole »"):
        SOCLE.codes(["CAF", "MSA", "Mutualité sociale agricole"])


@given(st.lists(st.sampled_from(SOCLE.operateurs.versions), unique_by=CODE), st.data())
def test_des_operateurs_distincts_gardent_leur_ordre_sous_n_importe_quel_nom(
    operateurs: list[Operateur], data: st.DataObject
) -> None:
    noms = [data.draw(st.sampled_from(sorted(each.noms()))) for each in operateurs]
    assert SOCLE.codes(noms) == tuple(each.code for each in operateurs)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("local: CPAM", "local: CAF", "« caf » désigne CNAF et CNAM"),
        ("id: ANAH", "id: CHEQUE_ENERGIE", "sont en vigueur ensemble du 01/01/2024"),
        ("en_vigueur:", "en_vigeur:", "operateurs › n° 1 › en_vigeur : champ inconnu"),
    ],
)
def test_un_socle_faux_est_refuse_au_chargement(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        reread(tmp_path, "convention/donnees/socle.yaml", Socle, old, new)
    assert message in str(refused.value)


def test_le_raccordement_de_2019_A_081_A_117_A_118() -> None:
    regle = regle_en_vigueur(Jours.un(date(2019, 7, 1)))
    assert regle.validite_lien_jours == 30
    assert regle.minimum_agents == 2
    assert regle.applications == ("BUREAU", "REPORTING", "ADMINISTRATION_PLUS")


def test_les_trois_applications_viennent_de_la_banque_et_de_la_dinsic_A_095_A_120() -> None:
    regle = regle_en_vigueur(Jours.un(date(2020, 1, 1)))
    assert regle.fournisseurs == ("BANQUE_DES_TERRITOIRES", "DINSIC")
    assert regle.origines["fournisseurs"].source == ("A-095",)
    assert len(regle.applications) == 3


def test_la_validite_du_lien_est_notre_choix_et_le_dit_TMR_13() -> None:
    origine = regle_en_vigueur(Jours.un(date(2020, 1, 1))).origines["validite_lien_jours"]
    assert (origine.statut, origine.source) == ("CHOICE", ("TMR-13",))


def test_avant_la_circulaire_aucune_regle_de_raccordement() -> None:
    with pytest.raises(AucuneRegleDeRaccordement, match="30/06/2019"):
        regle_en_vigueur(Jours.un(date(2019, 6, 30)))


def test_une_valeur_sans_origine_est_refusee(tmp_path: Path) -> None:
    line = "    applications: {statut: SEED, source: [A-118]}\n"
    fichier = "raccordement/donnees/raccordement.yaml"
    with pytest.raises(RuleError, match="d'où viennent applications"):
        reread(tmp_path, fichier, Rules[RegleRaccordement], line, "")


@pytest.mark.parametrize(
    ("jour", "accord", "signe_le"),
    [
        (date(2019, 11, 11), None, None),
        (date(2019, 11, 12), "ACCORD-CADRE-2019", date(2019, 11, 12)),
        (date(2022, 12, 31), "ACCORD-CADRE-2019", date(2019, 11, 12)),
        (date(2023, 1, 1), "ACCORD-CADRE-2023", None),
        (date(2026, 1, 1), None, None),
    ],
)
def test_l_accord_cadre_national_est_date_A_056(
    jour: date, accord: str | None, signe_le: date | None
) -> None:
    found = charger_accords_cadres().on(jour)
    assert (found and found.id, found and found.signe_le) == (accord, signe_le)


def test_deux_accords_cadres_ne_valent_jamais_ensemble(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="en vigueur ensemble"):
        reread(
            tmp_path,
            "convention/donnees/accords_cadres.yaml",
            Rules[AccordCadre],
            "au: 2022-12-31",
            "au: 2023-01-01",
        )
