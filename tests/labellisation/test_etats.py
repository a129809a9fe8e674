"""La table des transitions : complète, sans équivoque, et seule à dire ce qui est possible."""

from itertools import product

import pytest
from eventsourcing.domain import CanMutateAggregate

from services.labellisation.application import Labellisation
from services.labellisation.domain import Dossier
from services.labellisation.etats import (
    DEMANDES,
    ECHEANCES,
    ETATS,
    FAITS,
    REPRISES,
    TABLE,
    Etat,
    TransitionInterdite,
    apres,
    demandes,
    possibles,
)
from tests.labellisation.parcours import CHEMINS, DECISIONS, agissant, dossier_en

EVENEMENTS = {
    name
    for name, value in vars(Dossier).items()
    if isinstance(value, type) and issubclass(value, CanMutateAggregate) and name != "Event"
}
ETAT_ET_DEMANDE = list(product(ETATS, DECISIONS))


def test_chaque_etat_s_atteint_par_des_decisions() -> None:
    with agissant():
        assert {etat: dossier_en(etat).etat for etat in CHEMINS} == {etat: etat for etat in ETATS}


@pytest.mark.parametrize(("etat", "demande"), ETAT_ET_DEMANDE)
def test_chaque_demande_dans_chaque_etat_fait_ce_que_dit_la_table(etat: Etat, demande: str) -> None:
    """C.3 ; INV-05 : ni plus, ni moins ; ce qui n'y est pas est refusé, un fait est ignoré."""
    lignes = possibles(etat, demande)
    with agissant():
        dossier = dossier_en(etat, demande)
        instruit = demande in REPRISES and dossier.suivi is None
        if instruit or (not lignes and demande in DEMANDES):
            with pytest.raises(TransitionInterdite):
                DECISIONS[demande](dossier)
        else:
            DECISIONS[demande](dossier)
        dits = [type(event).__name__ for event in dossier.collect_events()]

    prevus = [] if instruit else [ligne.evenement for ligne in lignes if ligne.evenement]
    assert set(dits) <= set(prevus) and bool(dits) == bool(prevus)
    assert dossier.etat == dernier_etat(etat, dits)


def dernier_etat(etat: Etat, dits: list[str]) -> Etat:
    for dit in dits:
        etat = apres(etat, dit) or etat
    return etat


def test_chaque_ligne_de_la_table_est_jouee() -> None:
    """Une ligne que nulle décision ne joue ne dirait rien du logiciel."""
    jouees = set()
    for etat, demande in ETAT_ET_DEMANDE:
        if possibles(etat, demande) and demande not in REPRISES:
            with agissant():
                dossier = dossier_en(etat, demande)
                DECISIONS[demande](dossier)
            jouees |= {(demande, type(event).__name__) for event in dossier.collect_events()}

    naissances = {
        (each.demande, each.evenement)
        for each in TABLE
        if not each.depuis and each.demande not in REPRISES
    }
    ailleurs = {("FusionnerStructures", "StructureAbsorbee")}  # in the other stream
    ecrites = {
        (each.demande, each.evenement)
        for each in TABLE
        if each.evenement and each.demande not in REPRISES
    }
    assert ecrites - jouees == naissances | ailleurs


def test_un_evenement_mene_toujours_au_meme_etat() -> None:
    """Un journal ancien se relit : son événement suffit à dire l'état qui suit."""
    vers = {(each.evenement, each.vers) for each in TABLE if each.evenement}

    assert len({evenement for evenement, _ in vers}) == len(vers)


def test_la_table_nomme_tous_les_evenements_d_un_dossier_et_eux_seuls() -> None:
    assert {each.evenement for each in TABLE if each.evenement} == EVENEMENTS


def test_la_table_nomme_ce_que_le_service_entend() -> None:
    entendus = {kind.__name__ for kind in Labellisation.registry.by_message}
    nommes = {each.demande for each in TABLE}

    assert nommes == {*DEMANDES, *REPRISES, *FAITS, *ECHEANCES} == set(DECISIONS)
    assert nommes <= entendus


def test_chaque_ligne_dit_sa_source_et_part_d_etats_distincts() -> None:
    assert all(each.source and len(set(each.depuis)) == len(each.depuis) for each in TABLE)


def test_un_refus_dit_l_etat_la_demande_et_ce_qui_est_possible() -> None:
    with agissant(), pytest.raises(TransitionInterdite) as refus:
        DECISIONS["LabelliserStructure"](dossier_en("NON_RETENUE"))

    assert str(refus.value) == (
        "« Maison des Estives » est non retenue : labelliser la structure n'est pas possible. "
        "Possible maintenant : remonter la structure, établir un plan de montée en gamme, "
        "signaler la structure, fermer la structure, fusionner deux structures."
    )


def test_d_une_structure_fermee_rien_n_est_plus_possible() -> None:
    with agissant(), pytest.raises(TransitionInterdite, match="Possible maintenant : plus rien"):
        DECISIONS["SignalerStructure"](dossier_en("FERMEE"))
    assert list(demandes("FERMEE")) == []
