"""Le processus de la page d'inscription : sur un dossier d'essai, ou sur les serveurs."""

import logging
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from console.execution.embedded import Programme, embedded_options, keeping_emails
from console.execution.opened import refuse_unless_run
from console.execution.services import BUILDERS
from console.lieux import raison
from console.screen import console
from services.onboarding.inscription.web.application import application
from services.onboarding.inscription.web.freins import freins
from services.onboarding.inscription.web.guichet import Guichet, Ouvert
from services.onboarding.inscription.web.site import RACINE
from services.onboarding.inscription.web.sondes import controles
from shared.clock import SystemClock
from shared.delivery.reception import consuming
from shared.delivery.wire import commands_queue_name
from shared.http.serving import sending_at_once
from shared.limits import ARRET_DE_LA_PAGE, CONNEXIONS_A_LA_PAGE
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.observability.exporting import export_traces
from shared.observability.logs import configure
from shared.refusal import Refus
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.probes.process import Watched, probed
from shared.runtime.settings import ConfigurationRefused, from_environment, require, variables
from shared.security_headers import App

SERVICE, ROLE = "onboarding", "page"
LOCALES = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Lieu:
    """Où la page trouve le service, le secret de ses liens, et l'adresse où ils mènent."""

    ouvrir: Callable[[], Ouvert]
    secret: str
    liens: str


def ouvrir_la_page(folder: Path | None, adresse: str, port: int) -> None:
    """Jusqu'à SIGTERM ; lève Refus ou ConfigurationRefused si elle ne peut s'ouvrir."""
    options = variables(SERVICE)
    with ecouter(adresse, port) as ecoute:
        ici = f"http://{adresse}:{ecoute.getsockname()[1]}{RACINE}"
        lieu = dossier(folder, ici) if folder else serveurs(options)
        tls = en_https(lieu.liens)
        configure(SERVICE, ROLE, options["LOG_FORMAT"])
        with ExitStack() as fermetures:
            fermetures.callback(export_traces(SERVICE, ROLE, options))
            guichet = Guichet(lieu.ouvrir)
            fermetures.callback(guichet.fermer)
            fermetures.callback(probed(lambda: processus(guichet), options))
            console.dire(f"La page est ouverte : {ici} (liens : {lieu.liens})")
            site = application(guichet, lieu.secret, tls, freins())
            servir(site, ecoute, options["INSCRIPTION_PROXIES"])


def processus(guichet: Guichet) -> Watched:
    """Ce que ses sondes disent de lui, et les mesures de la base du service."""
    return Watched(SERVICE, ROLE, controles(guichet), [guichet.ouvert.component])


def serveurs(options: Mapping[str, str]) -> Lieu:
    """Ceux de l'environnement du service."""
    secret = require(options, "LINK_SECRET", SERVICE)
    return Lieu(sur_les_serveurs, secret, options["LINK_ADDRESS"])


def dossier(folder: Path, ici: str) -> Lieu:
    """Les cinq services d'un essai ; lève Refus si aucun n'a écrit ce dossier."""
    refuse_unless_run(folder)
    secret = embedded_options(folder)["LINK_SECRET"]
    return Lieu(partial(sur_un_dossier, folder, ici), secret, ici)


def sur_les_serveurs() -> Ouvert:
    """Le service sur sa base, comme son processus : ce qu'il écrit, son travailleur le publie."""
    component = started(BUILDERS[SERVICE], SERVICE, from_environment(SERVICE))
    return Ouvert(component, partial(recevoir, component), component.close)


def recevoir(component: Component, demande: Command) -> Outcome:
    enveloppe = Envelope.starting(demande)
    with consuming(commands_queue_name(SERVICE), enveloppe):
        return component.service.receive(enveloppe)


def sur_un_dossier(folder: Path, adresse: str) -> Ouvert:
    """Les cinq services d'un dossier : les suites d'une demande sont faites avant sa réponse."""
    options = {**keeping_emails(folder), "LINK_ADDRESS": adresse}
    programme = Programme(folder, SystemClock(), options)
    programme.settle()

    def envoyer(demande: Command) -> Outcome:
        reponse = programme.send(demande)
        programme.settle()
        return reponse

    return Ouvert(programme.components[SERVICE], envoyer, programme.close)


def en_https(adresse: str) -> bool:
    """Vrai si les liens sont en https ; lève ConfigurationRefused s'ils ne mènent pas à la page."""
    lieu = urlsplit(adresse)
    if lieu.scheme not in ("http", "https") or lieu.path != RACINE:
        raise ConfigurationRefused(
            f"LINK_ADDRESS vaut « {adresse} » : il faut l'adresse de la page, "
            f"https://…{RACINE} (ou http://127.0.0.1:…{RACINE} pour essayer)."
        )
    if lieu.scheme == "http" and lieu.hostname not in LOCALES:
        raise ConfigurationRefused(
            f"LINK_ADDRESS vaut « {adresse} » : hors de cette machine, la page s'ouvre en https."
        )
    return lieu.scheme == "https"


def ecouter(adresse: str, port: int) -> socket.socket:
    """Lève Refus si l'adresse ou le port ne peuvent être écoutés."""
    try:
        return sending_at_once(socket.create_server((adresse, port), backlog=128))
    except OSError as error:
        raise Refus(
            f"La page ne peut écouter {adresse}, port {port} : {raison(error)}. Donnez une autre "
            "adresse ou un autre port (--adresse, --port)."
        ) from error


def servir(site: App, ecoute: socket.socket, mandataires: str) -> None:
    """Jusqu'à SIGTERM ou Ctrl+C ; les pages en cours se terminent."""
    server = uvicorn.Server(configuration(site, mandataires))
    for each in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises again the signal that stopped it
        signal.signal(each, _rien)
    server.run(sockets=[ecoute])


def configuration(site: App, mandataires: str) -> uvicorn.Config:
    """Nul journal des accès : l'adresse d'une page peut porter un jeton."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return uvicorn.Config(
        site,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=mandataires,
        limit_concurrency=CONNEXIONS_A_LA_PAGE.valeur,
        timeout_graceful_shutdown=ARRET_DE_LA_PAGE.valeur,
    )


def _rien(*signal_recu: object) -> None:
    """Le serveur s'est déjà arrêté."""
