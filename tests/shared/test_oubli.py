"""Une personne oubliée ne se lit plus nulle part dans le service ; tout le reste se relit."""

from uuid import UUID

from shared.log.readers import recorded_after
from shared.messages.raw import RawMessage
from shared.personal_data.fields import contact_of
from shared.recording.store import PersonneOubliee
from shared.runtime.component import Component
from shared.runtime.forgetting import Forgetting, people_at
from tests.shared.address_book import (
    ADRESSE,
    AUTRE,
    CONTACT,
    ECOLE,
    MAIRIE,
    courriels,
    demande,
    fiches,
    notees,
    noter,
)

INCONNU = UUID(int=99)


def oublier(component: Component, *personnes: UUID) -> None:
    structures = {CONTACT: MAIRIE, contact_of(ECOLE): ECOLE}
    people = {personne: structures.get(personne) for personne in personnes}
    Forgetting(component, "délégué", "à sa demande").forget(people)


def test_qui_est_oublie_ne_se_lit_plus_et_tout_le_reste_se_relit(carnets: Component) -> None:
    """C.7-20 : aucun événement ne disparaît, un seul s'ajoute."""
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
    assert (oubli.provenance["cause"], oubli.originator_version) == (CONTACT, 1)
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
    """J-17 : reconstruites sans elle, elles gardent tout le reste."""
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)
    for reader in carnets.projection_readers():
        reader.run()
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
    retenue = RawMessage("carnets.inbox", "Noter", corps)
    carnets.parking.keep(retenue, "Panne", "", now, None, 1)
    carnets.parking.keep(RawMessage("carnets.inbox", "Noter", b"\xff"), "Panne", "", now, None, 1)

    fait = Forgetting(carnets, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    assert (fait.traces, fait.parked) == (2, 1)
    [row] = carnets.parking.find(retenue.key)
    assert carnets.reception.again(row) and courriels(carnets) == ["", ""]


def test_un_message_retenu_perd_aussi_ce_qu_un_autre_service_sait(carnets: Component) -> None:
    """Un fait d'ailleurs, qu'un webhook attend, dit une adresse que ce journal ne connaît pas."""
    noter(carnets, AUTRE)
    fait = RawMessage("webhook.w1.events", "Noté", f'{{"de": "{ADRESSE}"}}'.encode())
    carnets.parking.keep(fait, "NonPris", "", carnets.service.clock.now(), None, 1)

    oubli = Forgetting(carnets, "délégué", "à sa demande").forget({CONTACT: MAIRIE}, {ADRESSE})

    garde = carnets.parking.raw_message(fait.key)
    assert oubli.parked == 1 and garde and garde.body == b'{"de": ""}'


def test_quelqu_un_se_retrouve_par_son_adresse_et_ne_se_retrouve_plus_ensuite(
    carnets: Component,
) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, AUTRE, ECOLE)

    assert people_at([carnets], ADRESSE.upper()) == {CONTACT: MAIRIE}
    oublier(carnets, CONTACT)
    assert people_at([carnets], ADRESSE) == {}
