"""Quoi que disent les aides, les totaux du relevé tombent juste."""

from hypothesis import given as pour
from hypothesis import strategies as st

from services.funding.forfait.rules.ventilation import ventiler
from services.funding.releve.questions.postes import Poste, par_fonds, somme
from services.funding.releve.questions.releve import (
    Releve,
    en_texte,
    lignes,
)

MONTANTS = st.integers(0, 10**9)
PARTS = st.dictionaries(st.sampled_from(["FNADT", "FNFS", "FPNPT"]), MONTANTS, max_size=3)


@st.composite
def un_poste(draw: st.DrawFn) -> Poste:
    """Tel qu'une source peut en donner : les parts, si elles sont connues, font le dû."""
    parts, du = draw(PARTS), draw(MONTANTS)
    notifie = draw(MONTANTS)
    notifiees = ventiler(notifie, draw(PARTS))
    return Poste(
        aide="FORFAIT",
        annee=2021,
        structure_id=str(draw(st.uuids())),
        nom=draw(st.sampled_from("ABC")),
        departement=draw(st.sampled_from(["15", "48"])),
        etat="OUVERT",
        du=du,
        regles=("R",),
        evenement_id=str(draw(st.uuids())),
        parts=ventiler(du, parts),
        notifie=notifie,
        parts_notifiees=notifiees,
        verses=draw(PARTS),
    )


@pour(st.lists(un_poste(), max_size=6))
def test_la_somme_des_lignes_des_fonds_et_des_postes_est_la_meme(postes: list[Poste]) -> None:
    """Ventilé et non ventilé font le tout ; ce qui manque et ce qui est en trop s'équilibrent."""
    dit = Releve(2021, None, tuple(postes), 0)
    texte = en_texte(dit)
    for nom in ("du", "notifie", "verse", "reste", "trop_percu"):
        des_lignes = sum(ligne[nom] for ligne in texte["lignes"])
        des_fonds = sum(each[nom] for each in texte["par_fonds"].values())
        assert des_lignes == des_fonds == texte["ensemble"][nom] == getattr(dit.ensemble, nom)
    assert sum(each.du for each in postes) == dit.ensemble.du
    assert sum(each.notifie for each in postes) == dit.ensemble.notifie
    assert sum(sum(each.verses.values()) for each in postes) == dit.ensemble.verse
    tout = dit.ensemble
    assert tout.du - tout.verse == tout.reste - tout.trop_percu
    assert par_fonds(postes) == par_fonds(postes[::-1])
    assert somme(each.montants for each in postes) == tout


@pour(un_poste())
def test_ce_qu_un_fonds_a_verse_est_a_sa_ligne(poste: Poste) -> None:
    for ligne in lignes(poste):
        assert ligne["verse"] == poste.verses.get(ligne["fonds"], 0)
        assert min(ligne[nom] for nom in ("du", "notifie", "verse", "reste", "trop_percu")) >= 0
        assert ligne["evenement_id"] == poste.evenement_id
