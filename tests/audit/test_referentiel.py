from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.referentiels.rules.chargement import (
    DONNEES,
    charger_referentiels,
    referentiel_en_vigueur,
)
from services.audit.referentiels.rules.grille import (
    AucunReferentiel,
    CritereInconnu,
    Referentiel,
    Seuil,
)
from shared.rules.loading import RuleError, load

GRILLE = referentiel_en_vigueur(date(2020, 1, 1))
SOURCE = (DONNEES / "FS-2019-07.yaml").read_text(encoding="utf-8")
CODES = [critere.code for critere in GRILLE.criteres]


def reread(folder: Path, old: str, new: str) -> Referentiel:
    """The shipped grid with one passage replaced."""
    assert old in SOURCE
    path = folder / "grille.yaml"
    path.write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    return load(path, Referentiel)


def test_la_grille_compte_trente_criteres_distincts_A_004() -> None:
    assert len(CODES) == len(set(CODES)) == 30
    assert Counter(code[:3] for code in CODES) == {
        "HOR": 3, "AGT": 2, "PAR": 2, "MOB": 4, "FOR": 4, "NUM": 4, "LOC": 6, "QUA": 5,
    }  # fmt: skip


def test_chaque_critere_dit_d_ou_il_vient() -> None:
    statuses = Counter(critere.statut for critere in GRILLE.criteres)
    assert statuses == {"SEED": 24, "SRC": 4, "RECON": 2}
    of = {status: [c.code for c in GRILLE.criteres if c.statut == status]
          for status in ("SRC", "RECON")}  # fmt: skip
    assert of == {"SRC": ["NUM-03", "LOC-05", "LOC-06", "QUA-05"], "RECON": ["NUM-04", "QUA-04"]}
    assert all(critere.source for critere in GRILLE.criteres)


def test_une_structure_mobile_n_a_ni_accessibilite_ni_point_d_attente_a_montrer_A_099() -> None:
    fixe, mobile = GRILLE.applicables(mobile=False), GRILLE.applicables(mobile=True)
    assert len(fixe) == 30
    assert {c.code for c in fixe} - {c.code for c in mobile} == {"LOC-04", "LOC-05"}
    assert set(mobile) < set(fixe)


def test_deux_criteres_se_verifient_une_fois_par_departement() -> None:
    assert [c.code for c in GRILLE.criteres if c.niveau == "departement"] == ["PAR-02", "MOB-01"]


@pytest.mark.parametrize(
    ("code", "seuils"),
    [
        ("HOR-01", (Seuil("jours_semaine", 5, "jours d'ouverture par semaine"),)),
        ("HOR-02", (Seuil("heures_semaine", 24, "heures d'ouverture par semaine"),)),
        ("AGT-01", (Seuil("effectif", 2, "agents"), Seuil("etp", 2.0, "équivalents temps plein"))),
    ],
)
def test_les_seuils_chiffres_A_078_A_079_A_081(code: str, seuils: tuple[Seuil, ...]) -> None:
    assert GRILLE.critere(code).seuil == seuils


def test_seul_un_critere_chiffre_a_un_seuil() -> None:
    assert {c.code for c in GRILLE.criteres if c.seuil} == {
        c.code for c in GRILLE.criteres if c.nature == "quantitative"
    }


def test_seul_un_critere_automatique_peut_etre_constate_par_donnee_A_022() -> None:
    for critere in GRILLE.criteres:
        assert "CONSTATE_SUR_SITE" in critere.modes_admis
        by_data = "CONSTATE_PAR_DONNEE" in critere.modes_admis
        assert by_data == (critere.automatique == "OUI"), critere.code


def test_une_declaration_n_est_jamais_un_constat_admis_A_011(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        reread(tmp_path, "[CONSTATE_SUR_SITE]", "[CONSTATE_SUR_SITE, DECLARE]")
    assert "grille.yaml : criteres › n° 3 › modes_admis › n° 2" in str(refused.value)
    assert "au lieu de « DECLARE »" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("code: HOR-02", "code: HOR-01", "Code présent plusieurs fois : HOR-01"),
        ("motif_refus: AUTRE", "motif_refus: HUMEUR", "absent de la liste : HUMEUR"),
        ("[CONSTATE_SUR_SITE]", "[]", "criteres › n° 3 : HOR-03 : il faut au moins un mode"),
        ("theme:", "téhme:", "criteres › n° 1 › téhme : champ inconnu"),
        ("au: 2025-06-15", "au: 2018-06-15", "en_vigueur : la période finit avant de commencer"),
    ],
)
def test_une_grille_fausse_est_refusee_au_chargement(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        reread(tmp_path, old, new)
    assert message in str(refused.value)


def test_les_motifs_publies_dans_leur_ordre_A_013() -> None:
    assert [(motif.code, motif.part_publiee) for motif in GRILLE.motifs] == [
        ("ETP_INSUFFISANTS", 60),
        ("PARTENARIATS_INCOMPLETS", 15),
        ("CONFIDENTIALITE", 5),
        ("ACCESSIBILITE_PMR", 3),
        ("ACCES_NUMERIQUE", 1),
        ("AUTRE", 16),
    ]


def test_chaque_motif_peut_etre_celui_d_un_critere() -> None:
    assert Counter(critere.motif_refus for critere in GRILLE.criteres) == {
        "ETP_INSUFFISANTS": 3,
        "PARTENARIATS_INCOMPLETS": 5,
        "CONFIDENTIALITE": 2,
        "ACCESSIBILITE_PMR": 1,
        "ACCES_NUMERIQUE": 5,
        "AUTRE": 14,
    }


def test_le_motif_autre_passe_apres_tous_les_motifs_precis() -> None:
    assert GRILLE.motif_principal(["HOR-01", "NUM-01"]) == "ACCES_NUMERIQUE"
    assert GRILLE.motif_principal(["HOR-01", "LOC-02", "AGT-01"]) == "ETP_INSUFFISANTS"
    assert GRILLE.motif_principal(["HOR-01"]) == "AUTRE"


@given(st.data(), st.lists(st.sampled_from(CODES), min_size=1))
def test_le_motif_principal_ne_depend_pas_de_l_ordre(data: st.DataObject, codes: list[str]) -> None:
    principal = GRILLE.motif_principal(codes)
    assert principal == GRILLE.motif_principal(data.draw(st.permutations(codes)))
    assert principal in {GRILLE.critere(code).motif_refus for code in codes}


def test_un_critere_etranger_est_refuse() -> None:
    with pytest.raises(CritereInconnu, match="ZZZ-99.*FS-2019-07"):
        GRILLE.critere("ZZZ-99")
    with pytest.raises(CritereInconnu):
        GRILLE.motif_principal(["ZZZ-99"])


def test_sans_critere_non_conforme_il_n_y_a_pas_de_motif() -> None:
    with pytest.raises(ValueError, match="Aucun critère"):
        GRILLE.motif_principal([])


@pytest.mark.parametrize("jour", [date(2019, 7, 1), date(2025, 6, 15)])
def test_la_grille_de_2019_vaut_de_la_circulaire_a_la_veille_de_l_arrete(jour: date) -> None:
    assert referentiel_en_vigueur(jour).id == "FS-2019-07"
    assert GRILLE.statut_fin == "RECON"


def test_avant_le_premier_referentiel_il_n_y_en_a_pas() -> None:
    with pytest.raises(AucunReferentiel, match="31/12/2014"):
        referentiel_en_vigueur(date(2014, 12, 31))


def test_le_motif_d_un_code_est_retrouve() -> None:
    assert GRILLE.motif("CONFIDENTIALITE").part_publiee == 5


def test_les_referentiels_ne_sont_lus_qu_une_fois() -> None:
    assert charger_referentiels() is charger_referentiels()
