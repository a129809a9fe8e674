"""Les clés des personnes, dans la base du service, que plusieurs processus se partagent."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.log.readers import recorded_after
from shared.personal_data.key_ring import SECONDS, KeyMissing, KeyRing
from shared.personal_data.master_keys import MasterKeyRefused, MasterKeys, new_master_key
from shared.read_model import ReadModel
from shared.runtime.forgetting import Forgetting
from shared.runtime.settings import ConfigurationRefused, key_ring
from tests.shared.address_book import ADRESSE, CONTACT, MAIRIE, Carnet, courriels, noter
from tests.shared.magasins import Magasin, tables_qui_disent

LE = datetime(2019, 11, 15, tzinfo=UTC)
VOISIN = UUID(int=98)
NONCE = bytes(12)


def anneau(magasin: Magasin, elapsed: Callable[[], float] = lambda: 0.0) -> KeyRing:
    """Celui d'un processus de plus."""
    model = ReadModel(magasin.sql_url, creates=True)
    magasin.closing.callback(model.close)
    return KeyRing(model, MasterKeys.read(magasin.options["MASTER_KEY"]), elapsed)


def identiques(une: AESGCM | None, autre: AESGCM | None) -> bool:
    assert une and autre
    return autre.decrypt(NONCE, une.encrypt(NONCE, b"mot", None), None) == b"mot"


def cles(magasin: Magasin) -> list[dict[str, Any]]:
    return anneau(magasin).model.query("SELECT * FROM cles_personnes ORDER BY personne_id")


def test_chaque_personne_a_sa_cle(durable: Magasin) -> None:
    anneaux = anneau(durable)
    sienne, autre = anneaux.to_seal(CONTACT, LE), anneaux.to_seal(VOISIN, LE)

    assert identiques(sienne, anneau(durable).to_open(CONTACT))
    with pytest.raises(InvalidTag):
        identiques(sienne, autre)


def test_la_base_seule_ne_donne_aucune_cle(durable: Magasin) -> None:
    anneau(durable).to_seal(CONTACT, LE)

    sans = durable.avec(MASTER_KEY=new_master_key())
    with pytest.raises(MasterKeyRefused, match="il manque celle"):
        anneau(sans).to_open(CONTACT)


def test_la_cle_mise_au_nom_d_un_autre_est_refusee(durable: Magasin) -> None:
    anneaux = anneau(durable)
    anneaux.to_seal(CONTACT, LE)
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


def test_la_cle_est_gardee_avant_l_evenement_qui_s_en_sert(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    component, ailleurs = durable.ouvrir(), anneau(durable)
    vues: list[bool] = []
    inserer = component.service.recorder.insert_events

    def regarder(stored: Sequence[Any], **kwargs: Any) -> Any:
        vues.append(ailleurs.knows(CONTACT))
        return inserer(stored, **kwargs)

    monkeypatch.setattr(component.service.recorder, "insert_events", regarder)
    noter(component, ADRESSE)

    assert vues == [True]


def test_un_concurrent_plus_rapide_ne_fait_pas_deux_cles(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    premier, second = anneau(durable), anneau(durable)
    envelopper = second.master.wrap

    def apres_l_autre(personne: UUID, cle: bytes) -> tuple[str, str]:
        premier.to_seal(personne, LE)
        return envelopper(personne, cle)

    monkeypatch.setattr(second.master, "wrap", apres_l_autre)

    assert identiques(second.to_seal(CONTACT, LE), premier.to_open(CONTACT))
    assert len(cles(durable)) == 1


def test_huit_processus_au_meme_instant_ne_font_qu_une_cle(durable: Magasin) -> None:
    depart = Barrier(8)
    anneaux = [anneau(durable) for _ in range(8)]
    donnees: list[AESGCM | None] = []

    def courir(chacun: KeyRing) -> None:
        depart.wait()
        donnees.append(chacun.to_seal(CONTACT, LE))

    fils = [Thread(target=courir, args=(chacun,)) for chacun in anneaux]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert len(donnees) == 8 and all(identiques(donnees[0], each) for each in donnees)


def test_une_cle_detruite_ailleurs_n_est_plus_servie_apres_une_minute(durable: Magasin) -> None:
    secondes = [0.0]
    ici, ailleurs = anneau(durable, lambda: secondes[0]), anneau(durable)
    ici.to_seal(CONTACT, LE)

    ailleurs.destroy(CONTACT, LE)
    secondes[0] = SECONDS

    assert ici.to_open(CONTACT) is None and ailleurs.to_open(CONTACT) is None


def test_une_cle_connue_n_est_pas_redemandee_a_la_base(
    durable: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    ici = anneau(durable)
    ici.to_seal(CONTACT, LE)
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
    ecrites = {each: ecrivain.to_seal(each, LE) for each in autres}
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
