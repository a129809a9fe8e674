"""Ce que l'on sait de quelqu'un est chiffré sous sa clé, à sa place, et peut être oublié."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import (
    MapperDeserialisationError,
    ProgrammingError,
    StoredEvent,
)

from shared.component import Component
from shared.forgetting import Forgetting, people_at
from shared.letters import Letter
from shared.personal import contact_of
from shared.provenance import acting
from shared.store import PersonneOubliee
from shared.tails import recorded_after
from tests.gwt import SOMEBODY
from tests.shared.carnet import (
    ADRESSE,
    AUTRE,
    CONTACT,
    ECOLE,
    MAIRIE,
    Carnet,
    Carnets,
    courriels,
    demande,
    fiches,
    noter,
)
from tests.shared.magasins import Magasin

INCONNU = UUID(int=99)


@pytest.fixture
def carnets(magasin: Magasin) -> Component:
    return magasin.ouvrir()


def notees(component: Component) -> list[StoredEvent]:
    tous = component.service.recorder.select_events(Carnet.create_id())
    return [each for each in tous if each.topic == Carnet.AdresseNotee.TOPIC]


def oublier(component: Component, *personnes: UUID) -> None:
    structures = {CONTACT: MAIRIE, contact_of(ECOLE): ECOLE}
    people = {personne: structures.get(personne) for personne in personnes}
    Forgetting(component, "délégué", "à sa demande").forget(people)


def test_ce_qui_est_enregistre_chiffre_se_relit_en_clair(carnets: Component) -> None:
    noter(carnets, ADRESSE)

    assert fiches(carnets) == [{"nom": "Accueil", "courriel": ADRESSE}]
    [lu] = [e for _, e in recorded_after(carnets.service, 0) if isinstance(e, Carnet.AdresseNotee)]
    assert lu.copie == {"fiche": {"nom": "Accueil", "courriel": ADRESSE}}


def test_rien_de_ce_qui_est_enregistre_ne_dit_l_adresse(carnets: Component) -> None:
    noter(carnets, ADRESSE)

    [notee] = notees(carnets)
    assert ADRESSE.encode() not in notee.state
    assert b"Accueil" in notee.state


def test_la_meme_adresse_ne_se_chiffre_jamais_deux_fois_pareil(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, ADRESSE, numero=2)

    nonces = [
        said["_data_"][:16]
        for each in notees(carnets)
        for said in (etat(each)["fiche"]["courriel"], etat(each)["copie"]["fiche"]["courriel"])
    ]
    assert len(set(nonces)) == 4


def test_enregistrer_ne_change_pas_ce_que_l_objet_sait(carnets: Component) -> None:
    fiche = {"nom": "Accueil", "courriel": ADRESSE}
    noter(carnets, ADRESSE)
    carnet = carnets.service.load_or_refuse(Carnet, Carnet.create_id())
    [(_, ecrit)] = [
        each
        for each in recorded_after(carnets.service, 0)
        if isinstance(each[1], Carnet.AdresseNotee)
    ]

    with acting(SOMEBODY):
        carnets.service.mapper.to_stored_event(ecrit)

    assert carnet.fiches == [fiche] and ecrit.fiche == fiche


def test_une_fiche_sans_adresse_ne_fait_pas_de_cle(carnets: Component) -> None:
    noter(carnets, "")

    assert courriels(carnets) == [""]
    assert not carnets.service.keys or not carnets.service.keys.knows(CONTACT)


def test_sans_cles_un_service_refuse_de_parler_de_quelqu_un() -> None:
    service = Carnets({})

    with pytest.raises(ProgrammingError, match="AdresseNotee"):
        service.receive(demande(ADRESSE))
    assert service.recorder.max_notification_id() is None


def etat(stored: StoredEvent) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(stored.state)
    return said


def ecrit(stored: StoredEvent, said: dict[str, Any]) -> StoredEvent:
    return replace(stored, state=json.dumps(said).encode())


def autre_version(stored: StoredEvent, said: dict[str, Any]) -> StoredEvent:
    return replace(stored, originator_version=stored.originator_version + 1)


def autre_flux(stored: StoredEvent, said: dict[str, Any]) -> StoredEvent:
    return replace(stored, originator_id=INCONNU)


def autre_champ(stored: StoredEvent, said: dict[str, Any]) -> StoredEvent:
    said["fiche"]["courriel"] = said["copie"]["fiche"]["courriel"]
    return ecrit(stored, said)


def autre_octet(stored: StoredEvent, said: dict[str, Any]) -> StoredEvent:
    scelle = said["fiche"]["courriel"]["_data_"]
    said["fiche"]["courriel"]["_data_"] = ("A" if scelle[0] != "A" else "B") + scelle[1:]
    return ecrit(stored, said)


@pytest.mark.parametrize("alterer", [autre_version, autre_flux, autre_champ, autre_octet])
def test_un_chiffre_altere_ou_deplace_ne_se_lit_pas(carnets: Component, alterer: Any) -> None:
    noter(carnets, ADRESSE)
    [notee] = notees(carnets)

    with pytest.raises(MapperDeserialisationError, match="altered, or moved"):
        carnets.service.mapper.to_domain_event(alterer(notee, etat(notee)))


def test_le_chiffre_de_quelqu_un_ne_se_lit_pas_comme_celui_d_un_autre(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)
    mien, sien = notees(carnets)
    said = etat(mien)
    said["provenance"]["sujet"] = etat(sien)["provenance"]["sujet"]

    with pytest.raises(MapperDeserialisationError, match="altered, or moved"):
        carnets.service.mapper.to_domain_event(ecrit(mien, said))


def test_qui_est_oublie_ne_se_lit_plus_et_tout_le_reste_se_relit(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)
    avant = len(recorded_after(carnets.service, 0))

    oublier(carnets, CONTACT)

    assert fiches(carnets) == [
        {"nom": "Accueil", "courriel": ""},
        {"nom": "Accueil", "courriel": AUTRE},
    ]
    apres = [event for _, event in recorded_after(carnets.service, 0)]
    assert len(apres) == avant + 1 and isinstance(apres[-1], PersonneOubliee)


def test_l_oubli_dit_qui_quand_et_pourquoi(carnets: Component) -> None:
    noter(carnets, ADRESSE)

    oublier(carnets, CONTACT)

    _, oubli = recorded_after(carnets.service, 0)[-1]
    assert (oubli.originator_id, oubli.originator_version) == (CONTACT, 1)
    dit = oubli.provenance
    assert (dit["role"], dit["acteur"]) == ("ADMINISTRATEUR", "délégué")
    assert (dit["motif"], dit["sujet"]) == ("à sa demande", MAIRIE)
    assert dit["survenu_le"] <= oubli.timestamp


def test_oublier_deux_fois_ne_s_enregistre_qu_une(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    oublier(carnets, CONTACT)
    longueur = len(recorded_after(carnets.service, 0))

    oublier(carnets, CONTACT)

    assert len(recorded_after(carnets.service, 0)) == longueur


def test_apres_l_oubli_ce_qui_arrive_encore_n_est_pas_retenu(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    oublier(carnets, CONTACT)

    assert noter(carnets, ADRESSE, numero=2).accepted

    assert courriels(carnets) == ["", ""]
    assert ADRESSE.encode() not in notees(carnets)[-1].state


def test_le_contact_d_une_structure_s_oublie_avant_que_le_fait_n_arrive(
    carnets: Component,
) -> None:
    """Le fait est encore en route quand la personne demande à être oubliée."""
    oublier(carnets, CONTACT)

    noter(carnets, ADRESSE)

    assert courriels(carnets) == [""]


def test_qui_n_est_pas_connu_ici_n_y_laisse_aucune_trace(carnets: Component) -> None:
    oublier(carnets, INCONNU)

    assert recorded_after(carnets.service, 0) == []
    assert carnets.service.keys and not carnets.service.keys.knows(INCONNU)


def test_les_tables_de_lecture_n_ont_plus_l_adresse(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)
    for tail in carnets.projection_tails():
        tail.run()
    lues = "SELECT adresse FROM adresses ORDER BY adresse"
    assert [row["adresse"] for row in carnets.model.query(lues)] == [ADRESSE, AUTRE]

    oublier(carnets, CONTACT)

    assert [row["adresse"] for row in carnets.model.query(lues)] == ["", AUTRE]
    phrases = [row["phrase"] for row in carnets.model.query("SELECT phrase FROM journal")]
    assert not any(ADRESSE in phrase for phrase in phrases)
    assert any(phrase.startswith("Personne oubliée") for phrase in phrases)


def test_un_message_retenu_perd_l_adresse_et_reste_lisible(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    corps = demande(ADRESSE, numero=2).body.model_dump_json().encode()
    now = carnets.service.clock.now()
    retenue = Letter("carnets.commands", "Noter", corps)
    carnets.parking.keep(retenue, "Panne", "", now, None, 1)
    carnets.parking.keep(Letter("carnets.commands", "Noter", b"\xff"), "Panne", "", now, None, 1)

    fait = Forgetting(carnets, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    assert (fait.traces, fait.parked) == (2, 1)
    [row] = carnets.parking.find(retenue.key)
    assert carnets.reception.again(row) and courriels(carnets) == ["", ""]


def test_quelqu_un_se_retrouve_par_son_adresse_et_ne_se_retrouve_plus_ensuite(
    carnets: Component,
) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)

    assert people_at([carnets], ADRESSE.upper()) == {CONTACT: MAIRIE}
    oublier(carnets, CONTACT)
    assert people_at([carnets], ADRESSE) == {}
