"""Ce qu'un champ admet : des textes, des nombres, des jours, que tout sait garder et montrer."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from shared.clock import PARIS
from shared.rules.faults import in_a_message
from shared.types.annonces import Dit
from shared.types.nombre import Entier, Reel, VraiOuFaux
from shared.types.temps import Instant, JourAnnonce, JourCivil
from shared.types.texte import Annonce, Texte

UNE_LIGNE: TypeAdapter[str] = TypeAdapter(Annotated[str, Texte(20)])
FACULTATIVE: TypeAdapter[str] = TypeAdapter(Annotated[str, Texte(20, vide=True)])
LIGNES: TypeAdapter[str] = TypeAdapter(Annotated[str, Texte(20, lignes=True)])
RANG: TypeAdapter[int] = TypeAdapter(Annotated[int, Entier(1, 500)])
PART: TypeAdapter[float] = TypeAdapter(Annotated[float, Reel(0, 1)])
OUI: TypeAdapter[bool] = TypeAdapter(VraiOuFaux)
JOUR: TypeAdapter[date] = TypeAdapter(JourCivil)
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


def refus(adapter: TypeAdapter[Any], valeur: Any) -> str:
    with pytest.raises(ValidationError) as error:
        adapter.validate_python(valeur)
    return in_a_message(error.value)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("  Le Grenier\t", "Le Grenier"),
        ("Cle\N{COMBINING ACUTE ACCENT}ment", "Clément"),
        ("Pont\N{ZERO WIDTH SPACE}Neuf", "Pont\N{ZERO WIDTH SPACE}Neuf"),
        ("مركز \N{RIGHT-TO-LEFT OVERRIDE}x", "مركز \N{RIGHT-TO-LEFT OVERRIDE}x"),
        ("\N{GRINNING FACE}", "\N{GRINNING FACE}"),
    ],
)
def test_un_texte_se_lit_compose_et_sans_blancs_autour(ecrit: str, lu: str) -> None:
    assert UNE_LIGNE.validate_python(ecrit) == lu


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("Gre\x00nier", "U+0000 au rang 4"),
        ("Gre\x1bnier", "U+001B au rang 4"),
        ("Gre\x85nier", "U+0085 au rang 4"),
        ("Gre\tnier", "U+0009 au rang 4"),
        ("Gre\nnier", "saut de ligne U+000A au rang 4"),
        ("Gre\N{PARAGRAPH SEPARATOR}nier", "saut de ligne U+2029 au rang 4"),
        ("Gre\ufffenier", "U+FFFE au rang 4"),
        ("Gre\udc80nier", "U+DC80 au rang 4"),
        ("   ", "au moins 1 caractère"),
        ("\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}", "caractères invisibles"),
        ("\N{HANGUL FILLER}", "caractères invisibles"),
        ("x" * 21, "au plus 20 caractères"),
        (7, "texte attendu"),
        (None, "texte attendu"),
    ],
)
def test_un_texte_d_une_ligne_refuse_ce_qui_ne_se_garde_ni_ne_se_montre(
    ecrit: Any, raison: str
) -> None:
    assert raison in refus(UNE_LIGNE, ecrit)


def test_un_texte_peut_s_allonger_en_se_composant_et_reste_borne() -> None:
    assert len(UNE_LIGNE.validate_python("\N{DEVANAGARI LETTER QA}" * 10)) == 20
    assert "au plus 20" in refus(UNE_LIGNE, "\N{DEVANAGARI LETTER QA}" * 11)


def test_un_texte_facultatif_peut_etre_vide_mais_non_invisible() -> None:
    assert FACULTATIVE.validate_python(" ") == ""
    assert "invisibles" in refus(FACULTATIVE, "\N{SOFT HYPHEN}")


def test_un_texte_de_plusieurs_lignes_a_une_seule_fin_de_ligne() -> None:
    assert LIGNES.validate_python("a\r\nb\rc\N{LINE SEPARATOR}d\te") == "a\nb\nc\nd\te"
    assert "U+000B" in refus(LIGNES, "a\vb")


def test_un_texte_doit_contenir_ce_que_son_champ_exige() -> None:
    nom: TypeAdapter[str] = TypeAdapter(Annotated[str, Texte(20, contenant="[A-Za-z]")])

    assert nom.validate_python("É. Roy") == "É. Roy"
    assert "forme attendue" in refus(nom, "12")
    assert "U+0007" in refus(nom, "a\x07")


@given(st.text(max_size=25))
def test_ce_qu_un_texte_admet_suit_son_schema_une_fois_lu(ecrit: str) -> None:
    for adapter in (UNE_LIGNE, FACULTATIVE, LIGNES):
        try:
            lu = adapter.validate_python(ecrit)
        except ValidationError:
            continue
        assert Draft202012Validator(adapter.json_schema()).is_valid(lu)
        assert adapter.validate_python(lu) == lu
        lu.encode()


@pytest.mark.parametrize("ecrit", ["a\x00b", "a\nb", " ", "", "\N{ZERO WIDTH SPACE}", "x" * 21])
def test_ce_que_le_texte_refuse_son_schema_l_ecarte_aussi(ecrit: str) -> None:
    assert refus(UNE_LIGNE, ecrit)
    assert not Draft202012Validator(UNE_LIGNE.json_schema()).is_valid(ecrit)


@pytest.mark.parametrize("valeur", [1, 3.0, 500])
def test_un_entier_peut_s_ecrire_avec_un_point(valeur: Any) -> None:
    assert RANG.validate_python(valeur) == int(valeur)


@pytest.mark.parametrize(
    ("valeur", "raison"),
    [
        (True, "entier attendu"),
        ("3", "entier attendu"),
        (2.5, "entier attendu"),
        (float("nan"), "fini attendu"),
        (float("inf"), "fini attendu"),
        (0, "au moins 1"),
        (2**31, "au plus 500"),
        (-(2**63), "au moins 1"),
        (10**30, "au plus 500"),
        (None, "entier attendu"),
    ],
)
def test_un_entier_n_est_ni_un_vrai_ni_un_texte(valeur: Any, raison: str) -> None:
    assert raison in refus(RANG, valeur)


@pytest.mark.parametrize("valeur", [False, "0.5", float("nan"), float("-inf"), 1.01, 10**400])
def test_un_reel_est_un_nombre_fini_et_borne(valeur: Any) -> None:
    assert refus(PART, valeur)
    assert PART.validate_python(1) == 1.0


@pytest.mark.parametrize("valeur", [1, 0, "oui", "true", None])
def test_vrai_ou_faux_n_est_rien_qui_leur_ressemble(valeur: Any) -> None:
    assert "true ou false attendu" in refus(OUI, valeur)


@pytest.mark.parametrize(
    "valeur",
    [
        *("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", date.min, date.max),
        *("2021-02-30", "21-02-03", "20210203", "2021-02-03T00:00:00", 1612310400, "1612310400"),
        *(datetime(2021, 2, 3, tzinfo=UTC), True, None),
    ],
)
def test_un_jour_est_du_calendrier_et_rien_d_autre(valeur: Any) -> None:
    assert re.search("jour .*attendu|il faut un jour qui existe", refus(JOUR, valeur))


def test_les_bornes_du_calendrier_sont_comprises() -> None:
    assert JOUR.validate_python("1900-01-01") == date(1900, 1, 1)
    assert JOUR.validate_python(date(2200, 12, 31)).isoformat() == "2200-12-31"
    assert INSTANT.validate_python("2200-12-31T00:00:00Z")


@pytest.mark.parametrize(
    "valeur",
    [
        *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-14:00", "1899-12-31T23:59:59Z"),
        *("2200-12-31T00:00:01Z", "2021-02-03", "2021-02-03T10:00:00", 1612310400, "1612310400"),
        *(datetime.max.replace(tzinfo=UTC), datetime(2021, 2, 3), None),
    ],
)
def test_un_instant_est_du_calendrier_et_dit_son_decalage(valeur: Any) -> None:
    assert refus(INSTANT, valeur)


def test_un_instant_lu_ne_subit_plus_les_changements_d_heure() -> None:
    veille = datetime(2023, 3, 25, 12, tzinfo=PARIS)

    lu = INSTANT.validate_python(veille)

    assert lu == veille and lu.isoformat() == veille.isoformat()
    assert (lu + timedelta(hours=24) - veille.astimezone(UTC)).total_seconds() == 24 * 3600


@pytest.mark.parametrize("adapter", [JOUR, INSTANT], ids=["jour", "instant"])
def test_le_schema_publie_les_annees_admises(adapter: TypeAdapter[Any]) -> None:
    validator = Draft202012Validator(adapter.json_schema())

    for annee, admise in {"1899": False, "1900": True, "2200": True, "2201": False}.items():
        assert validator.is_valid(f"{annee}-06-01" + "T" * (adapter is INSTANT)) is admise


def test_un_fait_redit_ce_qui_fut_enregistre_et_remplace_ce_qui_ne_se_montre_pas() -> None:
    dit: TypeAdapter[str] = TypeAdapter(Dit)

    assert dit.validate_python("  a\nb\x00c\ud800\uffff  ") == "  a\nb�c��  "
    assert dit.validate_python("") == ""
    assert TypeAdapter(JourAnnonce).validate_python("9999-12-31") == date.max
    assert refus(TypeAdapter(Annotated[str, Annonce(2)]), "abc")


def test_un_refus_cite_vingt_fautes_et_des_noms_courts() -> None:
    listes: TypeAdapter[Any] = TypeAdapter(dict[str, list[Annotated[int, Entier(0, 9)]]])

    said = refus(listes, {"n" * 5000: [-1] * 300})

    assert said.count("n" * 60) == 20 and "n" * 61 not in said
    assert said.endswith("et 280 autres fautes") and len(json.dumps(said)) < 5000
