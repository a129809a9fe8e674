"""Un compte de RabbitMQ ne parle que pour les rôles de sa table, et RabbitMQ dit quel compte."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from amqp.exceptions import PreconditionFailed

from shared.messages.raw import RawMessage
from shared.runtime.senders import Senders
from shared.runtime.settings import ConfigurationRefused
from tests.bus.demandeur import Demandeur, lire
from tests.bus.harnais import COMMANDES, FILE, SurRabbit, jusqu_a, lues
from tests.bus.lecteur import HANDLERS
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, vhost

AGENCE = {"role": "AGENCE_NATIONALE", "id": "agence"}


@pytest.fixture(scope="module")
def compte(servers: Servers) -> str:
    return str(urlsplit(servers.rabbitmq).username)


@pytest.fixture(scope="module")
def tenu(
    servers: Servers, compte: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SurRabbit]:
    """Des services qui ont une table : ce compte parle pour les préfets, et pour eux seuls."""
    folder = tmp_path_factory.mktemp("comptes")
    table = folder / "comptes.yaml"
    table.write_text(f"{compte}: [PREFET]\n", encoding="utf-8")
    with (
        pytest.MonkeyPatch.context() as patch,
        databases(servers, ["lecteur"]) as urls,
        vhost(servers, [HANDLERS]) as uri,
        ExitStack() as closing,
    ):
        patch.setenv("COMPTES", str(table))
        yield SurRabbit(folder, urls["lecteur"], uri, closing)


@pytest.fixture
def demandeur(tenu: SurRabbit) -> Iterator[Demandeur]:
    demandeur = Demandeur(tenu.uri)
    yield demandeur
    demandeur.connection.release()


def demander(
    tenu: SurRabbit, demandeur: Demandeur, corps: dict[str, Any], **autres: str
) -> tuple[str, str]:
    demandeur.send(corps, "une", **autres)
    jusqu_a(tenu, lambda: demandeur.answered(1))
    [(_, outcome)] = demandeur.answers
    return outcome.statut, outcome.code


def test_un_compte_parle_pour_les_roles_de_sa_table(
    tenu: SurRabbit, demandeur: Demandeur, compte: str
) -> None:
    corps = lire("permis")

    assert demander(tenu, demandeur, corps, user_id=compte) == ("ACCEPTE", "")
    jusqu_a(tenu, lambda: lues(tenu, corps["structure_id"]))


@pytest.mark.parametrize("acteur", [AGENCE, AGENCE | {"role": "SERVICE"}])
def test_pour_un_autre_role_il_est_refuse_et_rien_n_est_fait(
    tenu: SurRabbit, demandeur: Demandeur, compte: str, acteur: dict[str, str]
) -> None:
    corps = lire("défendu", acteur=acteur)

    refus = demander(tenu, demandeur, corps, user_id=compte)

    assert refus == ("REFUSE", "CompteNonAutorise")
    assert lues(tenu, corps["structure_id"]) == []
    assert f"« {compte} » ne peut pas parler pour le rôle" in demandeur.answers[0][1].detail


def test_sans_user_id_personne_ne_repond_de_l_auteur(tenu: SurRabbit, demandeur: Demandeur) -> None:
    assert demander(tenu, demandeur, lire("anonyme")) == ("REFUSE", "CompteNonAutorise")


def test_le_courtier_refuse_un_user_id_qui_n_est_pas_le_sien(
    tenu: SurRabbit, demandeur: Demandeur
) -> None:
    demandeur.send(lire("imposteur"), "une", user_id="console")

    with pytest.raises(PreconditionFailed, match="user_id"):
        demandeur.answered(1)


def test_ce_que_personne_ne_sait_lire_est_refuse_comme_tel(
    tenu: SurRabbit, demandeur: Demandeur, compte: str
) -> None:
    corps = lire("illisible", acteur="personne")

    assert demander(tenu, demandeur, corps, user_id=compte) == ("ILLISIBLE", "Illisible")


def test_sans_table_et_hors_des_demandes_tout_passe() -> None:
    corps = b'{"acteur": {"role": "SERVICE"}}'

    assert Senders().refused(RawMessage(COMMANDES, "Lire", corps), None) is None
    assert Senders({}).refused(RawMessage(FILE, "Nouvelle", corps), None) is None
    assert Senders({}).refused(RawMessage(COMMANDES, "Lire", corps), "console") is not None


@pytest.mark.parametrize("texte, dit", [("partenaire: [ROI]\n", "ROI"), (None, "No such file")])
def test_une_table_inutilisable_arrete_le_depart(
    tmp_path: Path, texte: str | None, dit: str
) -> None:
    table = tmp_path / "comptes.yaml"
    if texte:
        table.write_text(texte, encoding="utf-8")

    with pytest.raises(ConfigurationRefused, match=f"COMPTES est inutilisable : .*{dit}"):
        Senders.of({"COMPTES": str(table)})
