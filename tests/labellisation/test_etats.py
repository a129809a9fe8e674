"""La table des transitions : complète, sans équivoque, et seule à dire ce qui est possible."""

from collections.abc import Iterator
from itertools import product

import pytest

from services.labellisation.component import HANDLERS
from services.labellisation.dossier.domain.dossier import Fait
from services.labellisation.dossier.domain.etats import ETATS, Etat
from services.labellisation.dossier.domain.evenements.fusion import (
    FusionAnnulee,
    FusionDefaite,
    StructureAbsorbee,
)
from services.labellisation.dossier.domain.evenements.instruction import AlerteClassee
from services.labellisation.dossier.domain.transitions import (
    DEMANDES,
    ECHEANCES,
    FAITS,
    REPRISES,
    TABLE,
    TransitionInterdite,
    demandes,
    possibles,
)
from tests.labellisation.parcours import CHEMINS, DECISIONS, dossier_en

ETAT_ET_DEMANDE = list(product(ETATS, DECISIONS))


def derives(kind: type[Fait]) -> Iterator[type[Fait]]:
    for each in kind.__subclasses__():
        yield each
        yield from derives(each)


ENREGISTRES = {each for each in derives(Fait) if vars(each).get("TOPIC")}


def test_chaque_etat_s_atteint_par_des_decisions() -> None:
    assert {etat: dossier_en(etat).etat for etat in CHEMINS} == {etat: etat for etat in ETATS}


@pytest.mark.parametrize(("etat", "demande"), ETAT_ET_DEMANDE)
def test_chaque_demande_dans_chaque_etat_fait_ce_que_dit_la_table(etat: Etat, demande: str) -> None:
    """C.3 ; INV-05 : ni plus, ni moins ; ce qui n'y est pas est refusé, un fait est ignoré."""
    lignes = possibles(etat, demande)
    dossier = dossier_en(etat, demande)
    instruit = demande in REPRISES and dossier.suivi is None
    if instruit or (demande in DEMANDES and all(ligne.en_suite for ligne in lignes)):
        with pytest.raises(TransitionInterdite):
            DECISIONS[demande](dossier)
    else:
        DECISIONS[demande](dossier)
    faits = [type(event) for event in dossier.collect_events()]

    suivantes = [ligne for ligne in lignes if ligne.evenement and not ligne.en_suite]
    prevus = [] if instruit else [ligne.evenement for ligne in suivantes]
    assert set(faits) <= set(prevus) and bool(faits) == bool(prevus)
    vers = [ligne.vers for fait in faits for ligne in lignes if ligne.evenement is fait]
    if faits == [FusionAnnulee]:
        etat = "PRESSENTIE"  # where the structure was before the merge
    assert dossier.etat == ([each for each in vers if each] or [etat])[-1]


def test_chaque_ligne_de_la_table_est_jouee() -> None:
    """Une ligne que nulle décision ne joue ne dirait rien du logiciel."""
    jouees = set()
    for etat, demande in ETAT_ET_DEMANDE:
        lignes = [ligne for ligne in possibles(etat, demande) if not ligne.en_suite]
        if lignes and demande not in REPRISES:
            dossier = dossier_en(etat, demande)
            DECISIONS[demande](dossier)
            jouees |= {(demande, type(event)) for event in dossier.collect_events()}

    naissances = {
        (each.demande, each.evenement)
        for each in TABLE
        if not each.depuis and each.demande not in REPRISES
    }
    ailleurs = {
        ("FusionnerStructures", StructureAbsorbee),  # in the other stream, as the next
        ("AnnulerFusion", FusionDefaite),
        ("ConclusionRemiseEnCause", AlerteClassee),  # once the conclusion stands again
    }
    ecrites = {
        (each.demande, each.evenement)
        for each in TABLE
        if each.evenement and each.demande not in REPRISES
    }
    assert ecrites - jouees == naissances | ailleurs


def test_un_nom_d_evenement_n_en_designe_qu_un() -> None:
    """Les dossiers se comptent par état d'après le journal, qui ne garde que ce nom."""
    assert len({each.__name__ for each in ENREGISTRES}) == len(ENREGISTRES)


def test_la_table_nomme_tous_les_evenements_d_un_dossier_et_eux_seuls() -> None:
    assert {each.evenement for each in TABLE if each.evenement} == ENREGISTRES


def test_la_table_nomme_ce_que_le_service_entend() -> None:
    entendus = {kind.__name__ for kind in HANDLERS.by_message}
    nommes = {each.demande for each in TABLE}

    assert nommes == {*DEMANDES, *REPRISES, *FAITS, *ECHEANCES} == set(DECISIONS)
    assert nommes <= entendus


def test_chaque_ligne_dit_sa_source_et_part_d_etats_distincts() -> None:
    assert all(each.source and len(set(each.depuis)) == len(each.depuis) for each in TABLE)


def test_un_refus_dit_l_etat_la_demande_et_ce_qui_est_possible() -> None:
    with pytest.raises(TransitionInterdite) as refus:
        DECISIONS["LabelliserStructure"](dossier_en("NON_RETENUE"))

    assert str(refus.value) == (
        "« Maison des Estives » est non retenue : labelliser la structure n'est pas possible. "
        "Possible maintenant : remonter la structure, établir un plan de montée en gamme, "
        "signaler la structure, fermer la structure, fusionner deux structures."
    )


def test_d_une_structure_fermee_rien_n_est_plus_possible_qu_annuler_sa_fusion_c_7_17() -> None:
    with pytest.raises(TransitionInterdite, match="Possible maintenant : annuler une fusion"):
        DECISIONS["SignalerStructure"](dossier_en("FERMEE"))
    assert list(demandes("FERMEE")) == ["annuler une fusion"]
