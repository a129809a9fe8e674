"""La page d'inscription sur un vrai port, et un navigateur sans script pour la parcourir."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from typing import Any, Self, TypeVar

import httpx
import uvicorn

from console.execution.embedded import Programme, keeping_emails
from console.execution.page import configuration, ecouter
from services.onboarding.inscription.web.application import application
from services.onboarding.inscription.web.freins import Freins, freins
from services.onboarding.inscription.web.guichet import Guichet, Ouvert
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from tests.contracts.language import sample
from tests.questions.serveur_http import attendre

T = TypeVar("T")

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON, COURRIEL = LABEL.fiche.nom, LABEL.fiche.courriel
DEPARTEMENT = LABEL.fiche.departement
ADA, GRACE = "ada@estives.example", "grace@estives.example"
AGENTS = {"courriel-1": ADA, "courriel-2": GRACE}
DEBUT = datetime(2019, 11, 15, 10, tzinfo=PARIS)
LIEN = re.compile(r"http://\S+\?jeton=[\w.-]+")
ICI = "http://127.0.0.1/inscription"


class Temps:
    """Les secondes que comptent les freins."""

    maintenant = 0.0

    def __call__(self) -> float:
        return self.maintenant


class Page(HTMLParser):
    """Ce qu'un navigateur retient d'une page : titre, textes, liens, formulaires."""

    def __init__(self, reponse: httpx.Response) -> None:
        super().__init__()
        self.reponse, self.statut = reponse, reponse.status_code
        self.chemin = reponse.url.path
        self.titre = self.h1 = self.texte = ""
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.formulaires: dict[str, dict[str, str]] = {}
        self._dans: list[str] = []
        self._champs: dict[str, str] = {}
        self.feed(reponse.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        dits = dict(attrs)
        self.balises.append((tag, dits))
        if tag in ("title", "h1"):
            self._dans.append(tag)
        if tag == "form":
            self._champs = self.formulaires.setdefault(str(dits["action"]), {})
        if tag == "input" and dits.get("type") not in ("checkbox", "submit"):
            self._champs[str(dits["name"])] = dits.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if self._dans and self._dans[-1] == tag:
            self._dans.pop()

    def handle_data(self, data: str) -> None:
        self.texte += data
        if "title" in self._dans:
            self.titre += data
        if "h1" in self._dans:
            self.h1 += data

    def par_id(self, id: str) -> dict[str, str | None]:
        [trouvee] = [attrs for _, attrs in self.balises if attrs.get("id") == id]
        return trouvee

    def fautes(self) -> list[str]:
        """Les champs que la page dit à reprendre, dans l'ordre du sommaire."""
        return [
            str(attrs["href"])[1:]
            for tag, attrs in self.balises
            if tag == "a" and str(attrs.get("href")).startswith("#")
        ][2:]


class Navigateur:
    """Suit les liens et les formulaires ; garde ses témoins."""

    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, follow_redirects=True, trust_env=False)
        self.page: Page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.client.close()

    def ouvrir(self, chemin: str) -> Page:
        self.page = Page(self.client.get(chemin))
        return self.page

    def envoyer(self, action: str, **champs: str) -> Page:
        """Le formulaire de la page qui mène là, avec ces champs en plus de ceux qu'il a."""
        connus = self.page.formulaires[f"/inscription{action}"]
        return self.poster(action, {**connus, **champs})

    def poster(self, action: str, champs: dict[str, str]) -> Page:
        self.page = Page(self.client.post(f"/inscription{action}", data=champs))
        return self.page

    def creer_le_compte(self, lien: str) -> Page:
        self.ouvrir(lien)
        return self.envoyer("/structure", confirme="oui")

    def inscrire(self, **agents: str) -> Page:
        return self.envoyer("/agents", **(agents or AGENTS))


class Essai:
    """Les cinq services dans un dossier, la page sur un port, et les courriels reçus."""

    def __init__(self, folder: Path, temps: Callable[[], float]) -> None:
        self.folder, self.clock = folder, SimulatedClock(DEBUT)
        self.programme: Programme
        self.guichet = Guichet(self._ouvrir)
        secret = (folder / "secret").read_text()
        self.freins: Freins = freins(temps)
        self.site = application(self.guichet, secret, False, self.freins)
        self.base = ""

    def _ouvrir(self) -> Ouvert:
        options = {**keeping_emails(self.folder), "LINK_ADDRESS": ICI}
        self.programme = Programme(self.folder, self.clock, options)
        return Ouvert(self.programme.components["onboarding"], self._envoyer, self.programme.close)

    def _envoyer(self, demande: Command) -> Outcome:
        reponse = self.programme.send(demande)
        self.programme.settle()
        return reponse

    def faire(self, acte: Callable[[], T]) -> T:
        """Dans le fil du service, comme la page."""
        return self.guichet.fil.submit(acte).result()

    def annoncer(self, fait: Contract) -> None:
        def publier() -> None:
            self.programme.bus.publish("labellisation", [Envelope.starting(fait)])
            self.programme.settle()

        self.faire(publier)

    def demander(self, demande: Command) -> Outcome:
        return self.faire(lambda: self._envoyer(demande))

    def passer(self, **duree: int) -> None:
        self.clock.advance(self.clock.now() + timedelta(**duree))

    def liens(self) -> list[str]:
        """Les liens des courriels reçus, du premier au dernier, sans leur hôte."""
        chemins = sorted(
            (self.folder / "courriels").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns
        )
        trouves = [lien for path in chemins for lien in liens_de(path)]
        return list(dict.fromkeys(each.removeprefix("http://127.0.0.1") for each in trouves))

    def recoit(self, combien: int) -> None:
        """Tant de liens, et pas un de plus : chacun s'écrit une fois la réponse partie."""
        attendre(lambda: self.faire(lambda: len(self.liens())) >= combien)
        assert self.faire(lambda: len(self.liens())) == combien

    def evenements(self, *kinds: type[Any]) -> list[Any]:
        def lire() -> list[Any]:
            service = self.programme.components["onboarding"].service
            return [each for _, each in recorded_after(service, 0, limit=1000)]

        return [each for each in self.faire(lire) if isinstance(each, kinds)]

    def comptes(self) -> list[Any]:
        return self.evenements(Raccordement.CompteStructureCree)

    def navigateur(self) -> Navigateur:
        return Navigateur(self.base)


def liens_de(path: Path) -> list[str]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    textes = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    return [lien for part in textes for lien in LIEN.findall(part.get_content())]


@contextmanager
def essai(folder: Path, temps: Callable[[], float]) -> Iterator[Essai]:
    """La page ouverte le temps du bloc, pour une structure labellisée."""
    ouvert = Essai(folder, temps)
    with ecouter("127.0.0.1", 0) as ecoute:
        server = uvicorn.Server(configuration(ouvert.site, "127.0.0.1"))
        fil = Thread(target=server.run, kwargs={"sockets": [ecoute]})
        fil.start()
        ouvert.base = f"http://127.0.0.1:{ecoute.getsockname()[1]}"
        try:
            ouvert.annoncer(LABEL)
            yield ouvert
        finally:
            server.should_exit = True
            fil.join()
            ouvert.guichet.fermer()


def dernier_lien(ouvert: Essai) -> str:
    return ouvert.liens()[-1]


def dite(page: Page, statut: int, h1: str) -> bool:
    """Vrai si la page a ce statut et ce titre."""
    return (page.statut, page.h1.strip()) == (statut, h1)
