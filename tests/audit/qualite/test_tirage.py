"""Le tirage au sort : chacun peut le refaire, nul ne peut le prévoir (A-028 à A-030)."""

import csv
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.audit.mysteres.domain.algorithme import (
    BaseInsuffisante,
    Unite,
    engagement,
    strates,
    tirer,
)
from services.audit.mysteres.domain.tirage_engage import base_de
from services.audit.mysteres.rules import (
    GrilleIncomplete,
    charger_regions,
    charger_visites,
)
from services.audit.vigilance.domain.suivi import StructureSuivie
from shared.rules.periods import RuleError
from tests.data import DATA, needs_real_data

[REGLE] = charger_visites().tirages
[GRILLE] = charger_visites().grilles
COUVERTURE = 2
CONNUES = ["8886977d", "ad16fdfe", "c7672caf"]
LIEN = "08a790bd594f070ec1a97947de77f457565261a2a36f828d5d742bfdd884b463"


def graine(rang: int) -> str:
    return sha256(str(rang).encode()).hexdigest()


def unites(*strates: tuple[str, str, int]) -> list[Unite]:
    return [
        Unite(uuid5(NAMESPACE_URL, f"{territoire} {format} {rang}"), territoire, format)
        for territoire, format, taille in strates
        for rang in range(taille)
    ]


TAILLES = st.dictionaries(
    st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from(["fixe", "mobile"])),
    st.integers(1, 25),
    min_size=1,
)
BASES = TAILLES.map(lambda tailles: unites(*((t, f, n) for (t, f), n in tailles.items())))
GRAINES = st.integers(0, 10**9).map(graine)


@st.composite
def tirages(draw: st.DrawFn) -> tuple[str, list[Unite], int]:
    base = draw(BASES)
    return draw(GRAINES), base, draw(st.integers(1, len(base)))


@given(tirages(), st.randoms())
def test_meme_graine_et_meme_base_donnent_le_meme_tirage_quel_que_soit_l_ordre_a029(
    tirage: tuple[str, list[Unite], int], melange: Random
) -> None:
    secret, base, nombre = tirage
    autre = list(base)
    melange.shuffle(autre)

    assert tirer(secret, base, nombre, COUVERTURE) == tirer(secret, autre, nombre, COUVERTURE)


@given(tirages())
def test_autant_de_cibles_que_demande_distinctes_et_toutes_de_la_base_a030(
    tirage: tuple[str, list[Unite], int],
) -> None:
    secret, base, nombre = tirage
    cibles = tirer(secret, base, nombre, COUVERTURE)

    assert len(set(cibles)) == len(cibles) == nombre
    assert set(cibles) <= {unite.structure_id for unite in base}


@given(tirages())
def test_aucune_strate_ne_s_ecarte_d_une_place_de_sa_part(
    tirage: tuple[str, list[Unite], int],
) -> None:
    secret, base, nombre = tirage
    cibles = set(tirer(secret, base, nombre, COUVERTURE))

    for membres in strates(base).values():
        part = Fraction(nombre * len(membres), len(base))
        assert abs(len(cibles & set(membres)) - part) < 1


@given(tirages())
def test_chaque_territoire_assez_grand_est_visite_si_le_tirage_le_permet_a028(
    tirage: tuple[str, list[Unite], int],
) -> None:
    """Il le permet si les places qui restent après les parts entières suffisent aux oubliés."""
    secret, base, nombre = tirage
    groupes = strates(base)
    entieres = {s: nombre * len(membres) // len(base) for s, membres in groupes.items()}
    comptes = Counter(unite.territoire for unite in base)
    servis = {territoire for (territoire, _), places in entieres.items() if places}
    grands = {territoire for territoire, n in comptes.items() if n >= COUVERTURE}
    assume(len(grands - servis) <= nombre - sum(entieres.values()))

    cibles = set(tirer(secret, base, nombre, COUVERTURE))

    assert grands <= {unite.territoire for unite in base if unite.structure_id in cibles}


def test_nul_n_est_tire_a_coup_sur_tant_que_tous_ne_le_sont_pas_inv_16() -> None:
    """Même seul de sa strate, ou de son territoire : la base et le nombre ne suffisent pas."""
    base = unites(("A", "fixe", 9), ("A", "mobile", 1), ("B", "fixe", 2), ("C", "mobile", 1))
    for nombre in (3, 6, 9):
        tires = [set(tirer(graine(i), base, nombre, COUVERTURE)) for i in range(200)]
        for unite in base:
            fois = sum(unite.structure_id in tire for tire in tires)
            assert fois < 200, (nombre, unite)


def test_chacun_a_la_meme_chance_ou_presque() -> None:
    """À strates de tailles très inégales, sans territoire à couvrir : nombre / base, pour tous."""
    base = unites(("A", "fixe", 11), ("A", "mobile", 1), ("B", "fixe", 7), ("B", "mobile", 5))
    tirages = 3000
    fois = Counter(c for i in range(tirages) for c in tirer(graine(i), base, 10, COUVERTURE))

    for unite in base:
        assert abs(fois[unite.structure_id] / tirages - 10 / 24) < 0.04, unite


@pytest.mark.parametrize("nombre", [0, 4])
def test_on_ne_tire_pas_plus_de_structures_qu_il_n_y_en_a(nombre: int) -> None:
    with pytest.raises(BaseInsuffisante, match="parmi 3"):
        tirer(graine(1), unites(("A", "fixe", 3)), nombre, COUVERTURE)


def test_l_algorithme_publie_ne_change_pas() -> None:
    """Un tirage révélé il y a des années doit pouvoir se refaire : valeurs connues."""
    base = unites(("A", "fixe", 4), ("B", "fixe", 2), ("B", "mobile", 1))
    cibles = tirer(graine(7), base, 3, COUVERTURE)
    lie = engagement(graine(7), base, cibles, programme="essai", le="2020-02-10", nombre=3)

    assert [str(cible)[:8] for cible in cibles] == CONNUES
    assert lie == LIEN


@given(tirages(), GRAINES)
def test_l_engagement_change_avec_tout_ce_qu_il_lie(
    tirage: tuple[str, list[Unite], int], autre: str
) -> None:
    secret, base, nombre = tirage
    assume(secret != autre)
    cibles = tirer(secret, base, nombre, COUVERTURE)
    lie = engagement(secret, base, cibles, nombre=nombre)

    assert lie == engagement(secret, base[::-1], cibles[::-1], nombre=nombre)
    assert lie != engagement(autre, base, cibles, nombre=nombre)
    assert lie != engagement(secret, base, cibles[1:], nombre=nombre)
    assert lie != engagement(secret, base[1:], cibles, nombre=nombre)
    assert lie != engagement(secret, base, cibles, nombre=nombre + 1)


@needs_real_data
def test_cent_visites_couvrent_le_territoire_de_fevrier_2020_a028() -> None:
    """La liste du 6 février 2020 : 534 structures labellisées (X-01)."""
    with (DATA / "listes" / "liste_fs_20200206.csv").open(encoding="utf-8-sig") as lu:
        lignes = list(csv.DictReader(lu))
    labellisees: list[StructureSuivie] = [
        {
            "structure_id": uuid5(NAMESPACE_URL, ligne["id_fs"]),
            "departement": ligne["insee_dep"],
            "format": "ITINERANTE" if ligne["itinerance"] == "Oui" else "FIXE",
        }
        for ligne in lignes
    ]
    base = base_de(labellisees, REGLE, charger_regions())
    comptes = Counter(unite.territoire for unite in base)
    attendues = {region for region, n in comptes.items() if n >= REGLE.couverture_des}

    assert len(base) == 534
    for rang in range(20):
        cibles = set(tirer(graine(rang), base, 100, REGLE.couverture_des))
        visitees = {unite.territoire for unite in base if unite.structure_id in cibles}
        assert attendues <= visitees
        for membres in strates(base).values():
            assert abs(len(cibles & set(membres)) - Fraction(100 * len(membres), 534)) < 1


@needs_real_data
def test_les_regions_sont_celles_du_code_officiel_geographique() -> None:
    with (DATA / "geo" / "departements.csv").open(encoding="utf-8") as lu:
        noms = {ligne["code"]: ligne["nom_region"] for ligne in csv.DictReader(lu)}

    assert {code: charger_regions().de(code) for code in noms} == noms


def test_une_collectivite_sans_region_se_tient_lieu_de_territoire() -> None:
    assert charger_regions().de("975") == "975"


@pytest.mark.parametrize("territoire", ["REGION", "DEPARTEMENT"])
def test_la_regle_dit_par_region_ou_par_departement(territoire: str) -> None:
    regle = replace(REGLE, territoire=territoire)  # type: ignore[arg-type]
    bus: StructureSuivie = {"structure_id": UUID(int=1), "departement": "15", "format": "BUS"}
    [unite] = base_de([bus], regle, charger_regions())

    attendu = {"REGION": "Auvergne-Rhône-Alpes", "DEPARTEMENT": "15"}[territoire]
    assert (unite.territoire, unite.format) == (attendu, "mobile")


def test_une_regle_d_un_autre_algorithme_est_refusee_au_chargement() -> None:
    with pytest.raises(RuleError, match="FS-TIRAGE-1"):
        replace(REGLE, algorithme="FS-TIRAGE-9")


def test_la_note_d_une_visite_est_sur_dix() -> None:
    pleine = {each.code: each.points for each in GRILLE.observations}
    assert (GRILLE.note(pleine), GRILLE.note(dict.fromkeys(pleine, 0))) == (10.0, 0.0)
    assert GRILLE.note({**pleine, "REPONSE": 0}) == 7.5


@pytest.mark.parametrize(
    ("change", "mots"),
    [({"REPONSE": 99}, "REPONSE : 99"), ({"AUTRE": 1}, "AUTRE")],
)
def test_une_grille_mal_remplie_est_refusee(change: dict[str, int], mots: str) -> None:
    pleine = {each.code: each.points for each in GRILLE.observations}
    with pytest.raises(GrilleIncomplete, match=mots):
        GRILLE.note({**pleine, **change})
