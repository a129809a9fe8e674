"""Le bilan compte les tests qui nomment, ce qui est retombé et les citations fausses."""

from pathlib import Path

import pytest

from shared.rules.loading import RuleError
from tests.couverture.__main__ import CODE, RACINE
from tests.couverture.bilan import Bilan, dresser, etat, tableaux
from tests.couverture.citations import Passage, passages_des_tests, passages_du_code
from tests.couverture.registre import Exigence, Partie, Registre, charger_registre

# Composed, so that what these tests invent is not a citation of theirs.
UNE, DEUX, TROIS, AUTRE = (f"{'A'}-{number}" for number in ("001", "002", "003", "999"))
INVARIANT = f"{'INV'}-05"
CHEMIN = f"{'C.7'}-4"


def registre(*finies: str, manque: str = "") -> Registre:
    dites = (exigence(UNE, manque=manque), exigence(DEUX), exigence(TROIS))
    exigences = (*dites, exigence(INVARIANT, "INV"))
    return Registre("ESSAI", (Partie("A.1", ""), Partie("INV", "")), ("A.1",), finies, exigences)


def exigence(id: str, partie: str = "A.1", manque: str = "") -> Exigence:
    return Exigence(id, partie, "", "", ("audit",), manque=manque)


def bilan(
    *tests: str, module: str = "", finies: tuple[str, ...] = (), code: str = "", manque: str = ""
) -> Bilan:
    """Celui de tests dont voici les docstrings, et celle de leur module."""
    passages = [Passage(f"tests/test_x.py::test_{n}", texte) for n, texte in enumerate(tests)]
    lus = [Passage("tests/test_x.py", module), *passages]
    return dresser(registre(*finies, manque=manque), lus, [Passage("services/x.py", code)])


def retombees(found: Bilan) -> dict[str, str]:
    return {exigence.id: raison for exigence, raison in found.retombees}


def test_une_exigence_achevee_qu_aucun_test_ne_cite_manque() -> None:
    found = bilan(f"{UNE} : dit ; {TROIS}")

    assert [manquante.id for manquante in found.manquantes] == [DEUX]
    assert not found.tient


def test_rien_ne_manque_dans_une_partie_ouverte() -> None:
    assert bilan(f"{UNE}, {DEUX}, {TROIS}").tient


def test_une_exigence_s_acheve_aussi_une_a_une() -> None:
    found = bilan(f"{UNE}, {DEUX}, {TROIS}", finies=(INVARIANT,))

    assert [manquante.id for manquante in found.manquantes] == [INVARIANT]


def test_un_intervalle_ne_montre_rien_et_fait_retomber_ce_qu_il_contient() -> None:
    found = bilan(f"{UNE} à {TROIS}", f"{UNE}")

    assert set(found.montrees) == {UNE}
    assert retombees(found) == {
        id: "par un intervalle seulement\ntest_x.py::test_0" for id in (DEUX, TROIS)
    }
    assert not found.tient


def test_la_docstring_d_un_module_ne_montre_rien() -> None:
    found = bilan(UNE, TROIS, module=f"{UNE} et {DEUX} à {TROIS}.")

    assert retombees(found) == {DEUX: "par un module seulement\ntest_x.py"}


def test_les_tests_d_une_exigence_a_laquelle_il_manque_ne_la_montrent_pas() -> None:
    found = bilan(UNE, DEUX, TROIS, manque="nul ne peut le demander")

    assert set(found.montrees) == {DEUX, TROIS}
    assert retombees(found) == {
        UNE: "sans comportement : nul ne peut le demander\ntest_x.py::test_0"
    }


def test_une_partie_est_finie_a_ce_qui_lui_manque_pres() -> None:
    found = bilan(DEUX, TROIS, manque="nul ne peut le demander")

    assert found.tient
    assert etat(found.registre, found.registre.parties[0]) == f"finie, sauf {UNE}"


def test_une_exigence_jamais_citee_ne_retombe_pas() -> None:
    assert retombees(bilan(UNE, DEUX, TROIS)) == {}


@pytest.mark.parametrize("joint", [" à ", "…", " – "])
def test_un_intervalle_cite_tout_ce_qu_il_contient(joint: str) -> None:
    assert Passage("", f"{UNE}{joint}{TROIS}.").citees == (UNE, DEUX, TROIS)


def test_une_liste_cite_chacune() -> None:
    assert Passage("", f"({UNE}, {INVARIANT} ; {UNE})").citees == (UNE, INVARIANT)


def test_un_intervalle_entre_deux_familles_n_en_cite_que_les_bornes() -> None:
    assert Passage("", f"{UNE} à {INVARIANT}").citees == (UNE, INVARIANT)


def test_ce_qui_est_cite_sans_etre_au_registre_est_une_erreur() -> None:
    found = bilan(f"{UNE}, {DEUX}, {TROIS}", code=f"Voir {AUTRE}.")

    assert found.inconnues == {AUTRE: ("services/x.py",)}
    assert not found.tient


@pytest.mark.parametrize("text", [f"FS-1{UNE}", f"{UNE}-B", f"SA-{UNE[2:]}"])
def test_une_reference_qui_n_en_est_pas_une_ne_cite_rien(text: str) -> None:
    assert Passage("", text).citees == ()


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("test_un_lien_a001", (UNE,)),
        ("test_une_ligne_A_001_inv_05", (UNE, INVARIANT)),
        ("test_x_inv05_fin", (INVARIANT,)),
        ("test_de_9h_a_180h", ()),
        ("test_v1_a0012_inv_055", ()),
        ("test_un_chemin_c_7_4", (CHEMIN,)),
        ("test_un_autre_c7_4_inv_05", (CHEMIN, INVARIANT)),
        ("test_le_c74", ()),
    ],
)
def test_un_nom_de_test_cite_a_sa_facon(tmp_path: Path, name: str, cited: tuple[str, ...]) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(f"def {name}() -> None: ...\n")

    assert [passage.citees for passage in passages_des_tests(tmp_path)][-1] == cited


def test_un_test_cite_par_son_nom_sa_docstring_ou_celle_de_son_module(tmp_path: Path) -> None:
    module = tmp_path / "tests" / "audit" / "test_essai.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        f'"""{UNE} : le module."""\n'
        f'def test_inv_05_vaut() -> None:\n    """{DEUX}."""\n'
        f'def aide() -> None:\n    """{TROIS}."""\n'
        f'def test_sans_citation() -> None:\n    assert "{TROIS}"\n'
    )

    cited = {passage.lieu: passage.citees for passage in passages_des_tests(tmp_path)}

    assert cited == {
        "tests/audit/test_essai.py": (UNE,),
        "tests/audit/test_essai.py::test_inv_05_vaut": (INVARIANT, DEUX),
        "tests/audit/test_essai.py::test_sans_citation": (),
    }


def test_le_bilan_montre_une_table_par_partie_et_ce_qui_manque() -> None:
    found = bilan(UNE, module=TROIS, code=AUTRE, manque="rien ne l'ouvre")

    assert [str(table.title) for table in tableaux(found)] == [
        f"A.1  (finie, sauf {UNE})",
        "INV  (ouverte)",
        "Retombées : citées, mais aucun test ne les montre",
        "Exigences achevées qu'aucun test ne montre",
        "Cité, mais absent du registre",
    ]


def test_le_registre_nomme_toutes_les_exigences() -> None:
    ids = charger_registre().ids

    for famille, largeur, dernier in [
        ("A", 3, 134),
        ("X", 2, 23),
        ("INV", 2, 18),
        ("TMR", 2, 14),
        ("C.7", 1, 20),
    ]:
        assert {f"{famille}-{n:0{largeur}d}" for n in range(1, dernier + 1)} <= ids


def test_tout_ce_que_le_code_cite_est_au_registre_et_chaque_exigence_finie_a_son_test() -> None:
    found = dresser(charger_registre(), passages_des_tests(RACINE), passages_du_code(RACINE, *CODE))

    assert found.inconnues == {}
    assert [each.id for each in found.manquantes] == []


def test_un_registre_incoherent_est_refuse() -> None:
    with pytest.raises(RuleError, match=f"inconnue : {AUTRE}"):
        registre(AUTRE)
    with pytest.raises(RuleError, match=f"deux fois : {UNE}"):
        Registre("ESSAI", (Partie("A.1", ""),), (), (), (exigence(UNE), exigence(UNE)))
    with pytest.raises(RuleError, match=f"il manque : {UNE}"):
        registre(UNE, manque="rien ne l'ouvre")
