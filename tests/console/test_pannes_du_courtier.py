"""Ce que `doctor` voit de RabbitMQ par son interface, sur un courtier qui n'est qu'à l'essai."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from kombu import Connection

from console.execution.services import applications
from console.exploitation.courtier import de_rabbitmq
from console.exploitation.examen import Constat, Etat, passer
from console.exploitation.examens import Courtier
from console.exploitation.interface import Interface
from shared.rabbitmq.definitions import definitions
from tests.observability.processus import PATIENCE, TURN
from tests.servers.addresses import Servers
from tests.servers.administration import administered
from tests.servers.children import Children
from tests.servers.faits import NEEDS_PACKAGES
from tests.servers.isolation import accounts, vhost
from tests.servers.packages import Rabbit

pytestmark = NEEDS_PACKAGES
TROP = 1_001


@pytest.fixture(scope="module")
def rabbit(servers: Servers) -> Iterator[Rabbit]:
    """Le sien : une alarme arrêterait tous les essais."""
    with TemporaryDirectory(prefix="fs-courtier-") as folder, Children() as children:
        Path(folder).chmod(0o755)
        rabbit = Rabbit(Path(folder, "rabbitmq"), children)
        rabbit.start()
        Servers(servers.postgres, rabbit.url, rabbit.management).once_answering()
        yield rabbit


@pytest.fixture(scope="module")
def ici(servers: Servers, rabbit: Rabbit) -> Servers:
    return Servers(servers.postgres, rabbit.url, rabbit.management)


@pytest.fixture(scope="module")
def uri(ici: Servers) -> Iterator[str]:
    with vhost(ici) as uri:
        yield uri


@pytest.fixture
def options(rabbit: Rabbit, tmp_path: Path) -> dict[str, str]:
    """Sans le secret de la supervision : le compte est celui de l'adresse."""
    port = rabbit.management.rpartition(":")[2]
    return {"RABBITMQ_API": f"http://127.0.0.1:{port}", "SECRETS_DIR": str(tmp_path)}


def trouves(options: dict[str, str], uri: str) -> dict[str, Constat]:
    vus = passer("RabbitMQ", de_rabbitmq(options, uri))
    return {each.examen: each for each in vus if each.etat is not Etat.OK}


def jusqu_a(condition: Callable[[], Any]) -> None:
    limite = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limite
        sleep(TURN)


def test_un_courtier_sain_n_a_rien_a_dire(options: dict[str, str], uri: str) -> None:
    assert trouves(options, uri) == {}


@pytest.mark.parametrize(
    "mettre, lever, manque",
    [
        (
            ("set_vm_memory_high_watermark", "absolute", "1MB"),
            ("set_vm_memory_high_watermark", "0.4"),
            "manque de mémoire",
        ),
        (("set_disk_free_limit", "100000GB"), ("set_disk_free_limit", "50MB"), "manque de disque"),
    ],
    ids=["mémoire", "disque"],
)
def test_une_alarme_se_dit_puis_se_tait(
    rabbit: Rabbit,
    options: dict[str, str],
    uri: str,
    mettre: tuple[str, ...],
    lever: tuple[str, ...],
    manque: str,
) -> None:
    rabbit.control(*mettre)
    jusqu_a(lambda: "alarmes" in trouves(options, uri))
    alarme = trouves(options, uri)["alarmes"]
    rabbit.control(*lever)
    jusqu_a(lambda: not trouves(options, uri))

    assert (alarme.etat, manque in alarme.constat) == (Etat.EN_PANNE, True)
    assert alarme.conduite == "Voir docs/exploitation/alertes.md#courtierenalarme."


def test_un_disque_juste_se_dit_avant_l_alarme(
    rabbit: Rabbit, options: dict[str, str], uri: str
) -> None:
    [noeud] = Interface(options, uri).demander("nodes")
    rabbit.control("set_disk_free_limit", str(noeud["disk_free"] // 2))
    jusqu_a(lambda: trouves(options, uri))
    [(nom, juste)] = trouves(options, uri).items()
    rabbit.control("set_disk_free_limit", "50MB")
    jusqu_a(lambda: not trouves(options, uri))

    assert (nom, juste.etat) == ("disque", Etat.A_SURVEILLER)
    assert "n'a plus que" in juste.constat


def test_une_file_d_un_partenaire_que_nul_ne_lit(options: dict[str, str], uri: str) -> None:
    with Connection(uri) as opened:
        channel = opened.default_channel
        channel.queue_declare("partenaire.essai", durable=True, auto_delete=False)
        for _ in range(TROP):
            channel.basic_publish(channel.prepare_message(b"{}"), routing_key="partenaire.essai")
        jusqu_a(lambda: trouves(options, uri))
        [(nom, longue)] = trouves(options, uri).items()
        channel.queue_delete("partenaire.essai")

    assert (nom, longue.etat) == ("autres files", Etat.A_SURVEILLER)
    assert longue.constat == f"partenaire.essai ({TROP} messages, 0 lecteur)"


def test_un_compte_sans_ce_droit_ne_voit_pas_et_le_dit(
    ici: Servers, options: dict[str, str], uri: str
) -> None:
    with accounts(ici, uri) as comptes:
        [vu] = trouves(options, comptes["funding"]).values()

    assert vu.etat is Etat.NON_VU
    assert vu.constat.endswith("-funding » n'a pas le droit de le voir")


def test_sans_interface_on_le_dit(options: dict[str, str], uri: str) -> None:
    del options["RABBITMQ_API"]

    [vu] = trouves(options, uri).values()
    assert vu.etat is Etat.NON_VU
    assert vu.constat == "RABBITMQ_API ne nomme pas l'interface d'administration"


def test_les_regles_des_files_se_voient_par_l_interface(
    ici: Servers, options: dict[str, str], uri: str
) -> None:
    """L'hôte virtuel des essais a une autre limite de livraisons que celui d'une installation."""
    nom = urlsplit(uri).path.removeprefix("/")
    assert "france-services-funding" in (Courtier("funding", uri).regles(options) or "")
    administered(ici).define(definitions(applications(), nom))

    with vhost(ici, []) as sans:
        assert Courtier("funding", uri).regles(options) is None
        assert "france-services-funding" in (Courtier("funding", sans).regles(options) or "")
