"""Les clés des personnes, dans la base du service, que plusieurs processus se partagent."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import IntegrityError, ProgrammingError
from sqlalchemy.exc import IntegrityError as Refusee

from shared.log.readers import recorded_after
from shared.personal_data.key_ring import SECONDS, KeyMissing, KeyRing
from shared.personal_data.master_keys import MasterKeyRefused, MasterKeys, new_master_key
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.forgetting import Forgetting
from shared.runtime.settings import ConfigurationRefused, key_ring
from tests.shared.address_book import (
    ADRESSE,
    CONTACT,
    ECOLE,
    MAIRIE,
    Carnet,
    courriels,
    notees,
    noter,
)
from tests.shared.insertions import held_open, positions, some_event, until
from tests.shared.magasins import Magasin, tables_qui_disent

LE = datetime(2019, 11, 15, tzinfo=UTC)
VOISIN = UUID(int=98)
NONCE = bytes(12)


def anneau(magasin: Magasin, elapsed: Callable[[], float] = lambda: 0.0) -> KeyRing:
    """Celui d'un processus de plus."""
    model = ReadModel(magasin.sql_url, creates=True)
    magasin.closing.callback(model.close)
    return KeyRing(model, MasterKeys.read(magasin.options["MASTER_KEY"]), elapsed)


def nouvelle(anneaux: KeyRing, personne: UUID = CONTACT) -> AESGCM | None:
    """La clé d'une personne, gardée comme elle l'est avec un événement."""
    with anneaux.unit() as unite:
        cle = anneaux.to_seal(personne, LE)
        anneaux.write(unite.rows)
        unite.committed()
    return cle


def identiques(une: AESGCM | None, autre: AESGCM | None) -> bool:
    assert une and autre
    return autre.decrypt(NONCE, une.encrypt(NONCE, b"mot", None), None) == b"mot"


def cles(magasin: Magasin) -> list[dict[str, Any]]:
    return anneau(magasin).model.query("SELECT * FROM cles_personnes ORDER BY personne_id")


def test_chaque_personne_a_sa_cle(durable: Magasin) -> None:
    anneaux = anneau(durable)
    sienne, autre = nouvelle(anneaux), nouvelle(anneaux, VOISIN)

    assert identiques(sienne, anneau(durable).to_open(CONTACT))
    with pytest.raises(InvalidTag):
        identiques(sienne, autre)


def test_la_base_seule_ne_donne_aucune_cle(durable: Magasin) -> None:
    nouvelle(anneau(durable))

    sans = durable.avec(MASTER_KEY=new_master_key())
    with pytest.raises(MasterKeyRefused, match="il manque celle"):
        anneau(sans).to_open(CONTACT)


def test_la_cle_mise_au_nom_d_un_autre_est_refusee(durable: Magasin) -> None:
    anneaux = anneau(durable)
    nouvelle(anneaux)
    with anneaux.model.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE cles_personnes SET personne_id = '{VOISIN}'")

    with pytest.raises(MasterKeyRefused, match="altérée"):
        anneau(durable).to_open(VOISIN)


def test_une_cle_perdue_est_une_erreur_et_non_un_oubli(durable: Magasin) -> None:
    component = durable.ouvrir()
    noter(component, ADRESSE)
    with component.model.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM cles_personnes")

    with pytest.raises(KeyMissing, match=str(CONTACT)):
        courriels(durable.ouvrir())


def avant_l_insertion(
    component: Component, monkeypatch: pytest.MonkeyPatch, faire: Callable[[], object]
) -> None:
    """Fait quelque chose, une fois, entre ce qui est décidé et ce qui est enregistré."""
    inserer, a_faire = component.service.recorder.insert_events, [faire]

    def inserer_ensuite(stored: Sequence[Any], **kwargs: Any) -> Any:
        if a_faire:
            a_faire.pop()()
        return inserer(stored, **kwargs)

    monkeypatch.setattr(component.service.recorder, "insert_events", inserer_ensuite)


def test_la_cle_est_gardee_avec_l_evenement_qui_s_en_sert(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    component, ailleurs = durable.ouvrir(), anneau(durable)
    vues: list[bool] = []
    avant_l_insertion(component, monkeypatch, lambda: vues.append(ailleurs.knows(CONTACT)))

    noter(component, ADRESSE)

    assert vues == [False] and ailleurs.knows(CONTACT)
    assert courriels(durable.ouvrir()) == [ADRESSE]


def test_ce_qui_n_est_pas_enregistre_ne_laisse_aucune_cle(durable: Magasin) -> None:
    component = durable.ouvrir()
    noter(component, "")
    [pris, *_] = component.service.recorder.select_events(Carnet.create_id())
    anneaux = component.service.keys
    assert isinstance(anneaux, KeyRing)

    with pytest.raises(IntegrityError), anneaux.unit() as unite:
        assert anneaux.to_seal(CONTACT, LE) is anneaux.to_seal(CONTACT, LE)
        component.service.recorder.insert_events([pris], keys=unite)

    with pytest.raises(KeyMissing):
        anneaux.to_open(CONTACT)
    noter(component, ADRESSE, numero=2)
    assert courriels(component) == ["", ADRESSE]


def test_nul_autre_ne_se_sert_d_une_cle_avant_qu_elle_soit_gardee(durable: Magasin) -> None:
    component = durable.ouvrir()
    anneaux = component.service.keys
    assert isinstance(anneaux, KeyRing)

    with anneaux.unit() as unite:
        cle = anneaux.to_seal(CONTACT, LE)
        with ThreadPoolExecutor(1) as fil, pytest.raises(KeyMissing):
            fil.submit(anneaux.to_open, CONTACT).result()
        with anneaux.unit(), pytest.raises(KeyMissing):
            anneaux.to_open(CONTACT)
        component.service.recorder.insert_events([some_event(component.service, 1)], keys=unite)
        with ThreadPoolExecutor(1) as fil:
            assert fil.submit(anneaux.to_open, CONTACT).result() is cle


def test_hors_de_ce_qui_s_enregistre_aucune_cle_n_est_faite(durable: Magasin) -> None:
    ici, autre = anneau(durable), anneau(durable)

    with pytest.raises(ProgrammingError, match=str(CONTACT)):
        ici.to_seal(CONTACT, LE)
    with autre.unit(), pytest.raises(ProgrammingError):
        ici.to_seal(CONTACT, LE)


def test_une_cle_faite_ailleurs_entre_temps_fait_decider_a_nouveau(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    component, ailleurs = durable.ouvrir(), anneau(durable)
    avant_l_insertion(component, monkeypatch, lambda: nouvelle(ailleurs))

    assert noter(component, ADRESSE).accepted

    assert len(cles(durable)) == 1 and len(notees(component)) == 1
    assert courriels(durable.ouvrir()) == [ADRESSE]
    [notee] = notees(component)
    assert ADRESSE not in notee.state.decode()


def test_une_cle_faite_ailleurs_depuis_que_le_lot_a_regarde_n_est_pas_remplacee(
    durable: Magasin,
) -> None:
    """Le lot ne redemande pas la clé de qui n'en avait pas : celle qu'il ferait est refusée."""
    ici, ailleurs = anneau(durable), anneau(durable)

    with ici.unit() as unite:
        ici.prefetch([CONTACT])
        premiere = nouvelle(ailleurs)
        ici.to_seal(CONTACT, LE)
        with pytest.raises(Refusee):
            ici.write(unite.rows)

    assert identiques(premiere, anneau(durable).to_open(CONTACT))


def test_qui_est_oublie_entre_temps_le_reste(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    component, ailleurs = durable.ouvrir(), anneau(durable)
    avant_l_insertion(component, monkeypatch, lambda: ailleurs.destroy(CONTACT, LE))

    assert noter(component, ADRESSE).accepted

    assert courriels(component) == courriels(durable.ouvrir()) == [""]
    assert [cle["cle_chiffree"] for cle in cles(durable)] == [""]


def test_huit_processus_au_meme_instant_ne_font_qu_une_cle(durable: Magasin) -> None:
    components = [durable.ouvrir() for _ in range(8)]
    depart = Barrier(8)

    def enregistrer(numero: int) -> AESGCM | None:
        service = components[numero].service
        anneaux = service.keys
        assert isinstance(anneaux, KeyRing)
        depart.wait()
        while True:
            with anneaux.unit() as unite, suppress(IntegrityError):
                cle = anneaux.to_seal(CONTACT, LE)
                service.recorder.insert_events([some_event(service, numero)], keys=unite)
                return cle

    with ThreadPoolExecutor(8) as fils:
        donnees = list(fils.map(enregistrer, range(8)))

    assert len(cles(durable)) == 1 and len(positions(components[0])) == 8
    assert all(identiques(donnees[0], each) for each in donnees)


def test_deux_fils_d_un_processus_ne_font_qu_une_cle(postgres: Magasin) -> None:
    """Dans la même transaction : l'un des deux décide à nouveau, avec la clé de l'autre."""
    component = postgres.ouvrir()
    service, group = component.service, vars(component.service.recorder)["_group"]

    with ThreadPoolExecutor(3) as fils:
        with held_open(service.recorder, some_event(service, 0)):
            premier = fils.submit(service.recorder.insert_events, [some_event(service, 1)])
            until(lambda: group._led and not group._waiting, "personne n'écrit")
            ecoles = [fils.submit(noter, component, ADRESSE, ECOLE, n) for n in (1, 2)]
            until(lambda: len(group._waiting) == 2, "ils n'attendent pas ensemble")

    assert premier.result() and all(each.result().accepted for each in ecoles)
    assert len(cles(postgres)) == 1 and courriels(postgres.ouvrir()) == [ADRESSE] * 2


def test_une_cle_detruite_ailleurs_n_est_plus_servie_apres_une_minute(durable: Magasin) -> None:
    secondes = [0.0]
    ici, ailleurs = anneau(durable, lambda: secondes[0]), anneau(durable)
    nouvelle(ici)

    ailleurs.destroy(CONTACT, LE)
    secondes[0] = SECONDS

    assert ici.to_open(CONTACT) is None and ailleurs.to_open(CONTACT) is None


def test_une_cle_connue_n_est_pas_redemandee_a_la_base(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    ici = anneau(durable)
    nouvelle(ici)
    demandes: list[str] = []
    monkeypatch.setattr(ici.model, "query", lambda *arguments: demandes.append(arguments[0]))

    assert ici.to_open(CONTACT) and ici.to_seal(CONTACT, LE)
    assert demandes == []


def test_les_cles_d_une_page_viennent_en_une_requete(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celle d'un oublié aussi ; qui n'a pas de clé n'en reçoit pas. Les pages sont ici de deux."""
    monkeypatch.setattr("shared.read_model.LISTED", 2)
    ecrivain, personnes = anneau(durable), [UUID(int=each) for each in range(7)]
    [oubliee, inconnue, *autres] = personnes
    ecrites = {each: nouvelle(ecrivain, each) for each in autres}
    ecrivain.destroy(oubliee, LE)
    lecteur = anneau(durable)

    lecteur.prefetch(personnes)

    with pytest.raises(KeyMissing):
        lecteur.to_open(inconnue)
    monkeypatch.setattr(lecteur, "_rows", lambda person: pytest.fail("une requête de plus"))
    assert lecteur.to_open(oubliee) is None
    assert all(identiques(lecteur.to_open(each), ecrites[each]) for each in autres)


def test_qui_lit_l_oubli_dans_le_journal_ne_sert_plus_rien_de_la_personne(
    durable: Magasin,
) -> None:
    """Sans attendre la minute, ni pour la clé, ni pour ce qui avait été lu."""
    travailleur, console = durable.ouvrir(), durable.ouvrir()
    noter(travailleur, ADRESSE)
    lus = recorded_after(travailleur.service, 0)
    Forgetting(console, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    recorded_after(travailleur.service, lus[-1][0])

    relus = [e for _, e in recorded_after(travailleur.service, 0)]
    assert [e.fiche["courriel"] for e in relus if isinstance(e, Carnet.AdresseNotee)] == [""]


def test_l_oubli_garde_la_ligne_et_rien_de_la_cle(durable: Magasin) -> None:
    component = durable.ouvrir()
    noter(component, ADRESSE)
    [avant] = cles(durable)

    Forgetting(component, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    [apres] = cles(durable)
    assert avant["cle_chiffree"] and not avant["detruite_le"]
    assert apres["detruite_le"] and (apres["cle_chiffree"], apres["maitresse"]) == ("", "")
    assert apres["creee_le"] == avant["creee_le"]


def test_changer_de_cle_maitresse_ne_perd_rien(durable: Magasin) -> None:
    """L'ancienne ouvre encore, puis ne sert plus à rien ; un oublié reste oublié."""
    ancienne, nouvelle = durable.options["MASTER_KEY"], new_master_key()
    noter(durable.ouvrir(), ADRESSE)
    anneau(durable).destroy(VOISIN, LE)
    les_deux = durable.avec(MASTER_KEY=f"{nouvelle},\n{ancienne}")

    assert courriels(les_deux.ouvrir()) == [ADRESSE]
    assert [anneau(les_deux).rewrap() for _ in range(2)] == [1, 0]

    seule = durable.avec(MASTER_KEY=nouvelle)
    assert courriels(seule.ouvrir()) == [ADRESSE]
    assert anneau(seule).to_open(VOISIN) is None
    assert anneau(seule).masters() == {MasterKeys.read(nouvelle).current}
    with pytest.raises(MasterKeyRefused):
        anneau(durable).to_open(CONTACT)


def test_un_service_ne_demarre_pas_sans_la_cle_maitresse_de_ses_donnees(
    durable: Magasin,
) -> None:
    noter(durable.ouvrir(), ADRESSE)
    model = anneau(durable).model
    manquante = MasterKeys.read(durable.options["MASTER_KEY"]).current

    with pytest.raises(ConfigurationRefused, match=f"la clé {manquante}"):
        key_ring(model, {"MASTER_KEY": new_master_key()}, "carnets")
    assert key_ring(model, durable.options, "carnets").masters() == {manquante}


def test_les_fichiers_ne_gardent_ni_l_adresse_ni_la_cle(sqlite: Magasin, tmp_path: Path) -> None:
    component = sqlite.ouvrir()
    noter(component, ADRESSE)
    for reader in component.projection_readers():
        reader.run()
    [cle] = cles(sqlite)
    mots = [ADRESSE.encode(), cle["cle_chiffree"].encode()]
    assert all(mot in octets(tmp_path) for mot in mots)

    Forgetting(component, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    assert not any(mot in octets(tmp_path) for mot in mots)


def octets(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_aucune_table_du_serveur_ne_garde_ni_l_adresse_ni_la_cle(postgres: Magasin) -> None:
    component = postgres.ouvrir()
    noter(component, ADRESSE)
    for reader in component.projection_readers():
        reader.run()
    [cle] = cles(postgres)
    mots = [ADRESSE, cle["cle_chiffree"]]
    assert all(tables_qui_disent(component.model, mot) for mot in mots)

    Forgetting(component, "délégué", "à sa demande").forget({CONTACT: MAIRIE})

    assert [tables_qui_disent(component.model, mot) for mot in mots] == [[], []]
    assert tables_qui_disent(component.model, "Accueil") == ["carnets_events"]
