"""Une donnée personnelle est chiffrée sous la clé de sa personne, et peut être oubliée."""

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

from shared.log.entries import page_after
from shared.log.readers import Projection, ProjectionReader, recorded_after
from shared.recording.provenance import acting
from shared.runtime.component import Component
from tests.gwt import SOMEBODY
from tests.shared.address_book import (
    ADRESSE,
    AUTRE,
    CONTACT,
    ECOLE,
    HANDLERS,
    Carnet,
    Carnets,
    courriels,
    demande,
    fiches,
    notees,
    noter,
)

INCONNU = UUID(int=99)


def test_ce_qui_est_enregistre_chiffre_se_relit_en_clair(carnets: Component) -> None:
    noter(carnets, ADRESSE)

    assert fiches(carnets) == [{"nom": "Accueil", "courriel": ADRESSE}]
    [lu] = [e for _, e in recorded_after(carnets.service, 0) if isinstance(e, Carnet.AdresseNotee)]
    assert lu.copie == {"fiche": {"nom": "Accueil", "courriel": ADRESSE}}


def test_une_page_du_journal_demande_ensemble_les_cles_de_ses_personnes(
    carnets: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    structures = [UUID(int=each) for each in range(20, 25)]
    for each in structures:
        carnets.service.receive(demande(ADRESSE, each))
    keys: Any = carnets.service.keys
    keys.refresh()
    monkeypatch.setattr(keys, "_rows", lambda person: pytest.fail("une requête de plus"))

    page = page_after(carnets.service, 0)

    assert page
    lus = [each.event for each in page.entries if each.kind is Carnet.AdresseNotee]
    assert [each.fiche["courriel"] for each in lus] == [ADRESSE] * 5


def test_une_table_qui_ne_veut_rien_des_personnes_ne_demande_aucune_cle(
    carnets: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    noter(carnets, ADRESSE)
    keys: Any = carnets.service.keys
    keys.refresh()
    for question in ("to_open", "_rows"):
        monkeypatch.setattr(keys, question, lambda person: pytest.fail("une clé demandée"))
    rien = Projection("rien", {})
    rien.on(Carnet.CarnetOuvert)(lambda event: iter(()))
    reader = ProjectionReader(carnets.service, carnets.model, rien)

    assert reader.run() == reader.rebuild(lambda lus: None)


def test_rien_de_ce_qui_est_enregistre_ne_dit_l_adresse(carnets: Component) -> None:
    noter(carnets, ADRESSE)

    [notee] = notees(carnets)
    assert ADRESSE.encode() not in notee.state
    assert b"Accueil" in notee.state


def test_la_meme_adresse_ne_se_chiffre_jamais_deux_fois_pareil(carnets: Component) -> None:
    noter(carnets, ADRESSE)
    noter(carnets, ADRESSE, numero=2)

    nonces = [
        scelle["_data_"][:16]
        for each in notees(carnets)
        for scelle in (etat(each)["fiche"]["courriel"], etat(each)["copie"]["fiche"]["courriel"])
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
    service = Carnets(HANDLERS)

    with pytest.raises(ProgrammingError, match="AdresseNotee"):
        service.receive(demande(ADRESSE))
    assert service.recorder.max_notification_id() is None


def etat(stored: StoredEvent) -> dict[str, Any]:
    champs: dict[str, Any] = json.loads(stored.state)
    return champs


def ecrit(stored: StoredEvent, champs: dict[str, Any]) -> StoredEvent:
    return replace(stored, state=json.dumps(champs).encode())


def autre_version(stored: StoredEvent, champs: dict[str, Any]) -> StoredEvent:
    return replace(stored, originator_version=stored.originator_version + 1)


def autre_flux(stored: StoredEvent, champs: dict[str, Any]) -> StoredEvent:
    return replace(stored, originator_id=INCONNU)


def autre_champ(stored: StoredEvent, champs: dict[str, Any]) -> StoredEvent:
    champs["fiche"]["courriel"] = champs["copie"]["fiche"]["courriel"]
    return ecrit(stored, champs)


def autre_octet(stored: StoredEvent, champs: dict[str, Any]) -> StoredEvent:
    scelle = champs["fiche"]["courriel"]["_data_"]
    champs["fiche"]["courriel"]["_data_"] = ("A" if scelle[0] != "A" else "B") + scelle[1:]
    return ecrit(stored, champs)


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
    champs = etat(mien)
    champs["provenance"]["sujet"] = etat(sien)["provenance"]["sujet"]

    with pytest.raises(MapperDeserialisationError, match="altered, or moved"):
        carnets.service.mapper.to_domain_event(ecrit(mien, champs))
