"""Sets up the rig of the faults, and takes it down."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from console.execution.boite_locale import BoiteLocale
from console.execution.services import BUILDERS, applications
from console.imports.geographie import charger, lire_dossier
from shared.rabbitmq.definitions import definitions
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.settings import from_environment
from tests.faults.checker import Checker
from tests.faults.outside import Outside
from tests.faults.processes import Processes
from tests.faults.proxy import Proxy
from tests.faults.rig import Rig
from tests.faults.site import modele
from tests.journeys.drivers import process_environment
from tests.journeys.parcours import ECHANTILLON
from tests.servers.addresses import Servers, inherited
from tests.servers.administration import administered
from tests.servers.children import Children
from tests.servers.isolation import databases


@contextmanager
def set_up(provide: Callable[[], Any], folder: Path, flaw: str = "") -> Iterator[Rig]:
    """A rig ready to work; all is stopped and removed at the end."""
    with ExitStack() as closing:
        postgres, rabbitmq = closing.enter_context(provide())
        servers = Servers(postgres.url, rabbitmq.url, rabbitmq.management)
        administered(servers).define(definitions(applications()))
        urls = closing.enter_context(databases(servers, list(BUILDERS)))
        proxies = (proxy_of(closing, servers.postgres), proxy_of(closing, servers.rabbitmq))
        boite = closing.enter_context(BoiteLocale(folder / "courriels"))
        environment = environment_of(folder, boite.port, urls, servers, proxies)
        direct = process_environment(folder, boite.port, urls, servers.rabbitmq)
        components = opened(closing, {**direct, "MASTER_KEY": environment["MASTER_KEY"]})
        outside = Outside(servers.rabbitmq)
        children = closing.enter_context(Children())
        processes = Processes(children, folder, {**environment, "FAULTS_FLAW": flaw})
        closing.callback(processes.close)
        ready = Rig(
            components=components,
            outside=outside,
            checker=Checker(components),
            modele=modele(),
            servers=servers,
            postgres=postgres,
            rabbitmq=rabbitmq,
            folder=folder,
            arms=folder / "arms",
            databases=urls,
            proxies=proxies,
            processes=processes,
            boite=boite,
        )
        charger(components["labellisation"], lire_dossier(ECHANTILLON, 2024))
        ready.preparer()
        closing.callback(outside.close)
        yield ready


def proxy_of(closing: ExitStack, url: str) -> Proxy:
    place = urlsplit(url)
    proxy = Proxy(place.hostname or "127.0.0.1", place.port or 0)
    closing.callback(proxy.close)
    return proxy


def through(url: str, proxy: Proxy) -> str:
    place = urlsplit(url)
    user = place.netloc.rpartition("@")[0]
    return place._replace(netloc=f"{user}@127.0.0.1:{proxy.port}").geturl()


def environment_of(
    folder: Path,
    smtp_port: int,
    urls: Mapping[str, str],
    servers: Servers,
    proxies: tuple[Proxy, Proxy],
) -> dict[str, str]:
    """The processes reach both servers through the proxies; the checker does not."""
    (folder / "arms").mkdir(parents=True)
    by_proxy = {name: through(url, proxies[0]) for name, url in urls.items()}
    amqp = through(servers.rabbitmq, proxies[1])
    settings = process_environment(folder, smtp_port, by_proxy, amqp)
    quick = {"RETRY_QUICK": "0,0,0", "RETRY_LATER": "0.5,1,2"}
    return {**inherited(), **settings, **quick, "FAULTS_FOLDER": str(folder / "arms")}


def opened(closing: ExitStack, environment: Mapping[str, str]) -> dict[str, Component]:
    """The components of the checker, which read the databases directly, not by the proxies."""
    components = {}
    with patch.dict("os.environ", environment):
        for name, build in BUILDERS.items():
            components[name] = started(build, name, from_environment(name))
            closing.callback(components[name].close)
    return components
