"""Ce que l'on vérifie d'une installation : chaque examen rend ce qui ne va pas, ou rien."""

import json
import smtplib
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

from console.services import application
from shared.connecting import connection
from shared.migrations import missing
from shared.readmodel import ReadModel
from shared.rights import SUPERVISION
from shared.settings import SECRETS, secrets_of
from shared.topology import policies, undeclared

POSTGRES, RABBITMQ = 15, (3, 10)
PATIENCE = 5.0
SURS = {"fsync": "on", "full_page_writes": "on"}
MAKES_TABLES = """SELECT has_schema_privilege(current_user, 'public', 'CREATE')
    OR rolsuper AS peut FROM pg_roles WHERE rolname = current_user"""


class Base:
    """La base d'un service, avec le compte de ses processus."""

    def __init__(self, service: str, sql_url: str) -> None:
        self.service, self.model = service, ReadModel(sql_url)

    def repond(self) -> None:
        self.model.query("SELECT 1")

    def version(self) -> str | None:
        numero = int(self._montrer("server_version_num")) // 10_000
        return f"PostgreSQL {numero}" if numero < POSTGRES else None

    def durabilite(self) -> str | None:
        """Un événement acquitté doit survivre à une coupure de courant."""
        reglages = {nom: self._montrer(nom) for nom in SURS}
        mauvais = [f"{nom} = {dit}" for nom, dit in reglages.items() if dit != SURS[nom]]
        if self._montrer("synchronous_commit") == "off":
            mauvais.append("synchronous_commit = off")
        return ", ".join(mauvais) or None

    def tables(self) -> str | None:
        return ", ".join(missing(self.model, self.service)) or None

    def role(self) -> str | None:
        return "il peut créer des tables" if self.model.query(MAKES_TABLES)[0]["peut"] else None

    def _montrer(self, nom: str) -> str:
        [row] = self.model.query(f"SHOW {nom}")
        return str(row[nom])


class Courtier:
    """RabbitMQ, avec le compte des processus d'un service."""

    def __init__(self, service: str, uri: str) -> None:
        self.service, self.uri = application(service), uri

    def repond(self) -> None:
        assert self.dit

    @cached_property
    def dit(self) -> Mapping[str, Any]:
        """Ce que RabbitMQ dit de lui-même à qui se connecte."""
        with connection(self.uri) as opened:
            said: Mapping[str, Any] = opened.connection.server_properties
            return said

    def version(self) -> str | None:
        version = str(self.dit["version"])
        known = tuple(int(part) for part in version.split(".")[:2])
        return f"RabbitMQ {version}" if known < RABBITMQ else None

    def files(self) -> str | None:
        return ", ".join(undeclared(self.uri, self.service)) or None

    def regles(self, options: Mapping[str, str]) -> str | None:
        """Vues par l'interface d'administration, que RABBITMQ_API nomme."""
        vhost = quote(unquote(urlsplit(self.uri).path.removeprefix("/")) or "/", safe="")
        vues = self._demander(f"{options['RABBITMQ_API']}/api/policies/{vhost}", options)
        posees = {each["name"]: each["definition"] for each in vues}
        voulues = {nom: regle.says for nom, regle in policies([self.service]).items()}
        return ", ".join(nom for nom in voulues if posees.get(nom) != voulues[nom]) or None

    def _demander(self, url: str, options: Mapping[str, str]) -> Any:
        compte, secret = self._compte(options)
        jeton = b64encode(f"{compte}:{secret}".encode()).decode()
        demande = Request(url, headers={"Authorization": f"Basic {jeton}"})
        with urlopen(demande, timeout=PATIENCE) as reponse:
            return json.load(reponse)

    def _compte(self, options: Mapping[str, str]) -> tuple[str, str]:
        """Celui qui surveille, si son secret est là ; sinon, celui du service."""
        place, dossier = urlsplit(self.uri), Path(options.get("SECRETS_DIR", SECRETS))
        if secret := secrets_of(dossier, SUPERVISION).get("AMQP_PASSWORD"):
            return SUPERVISION, secret
        return unquote(place.username or ""), unquote(place.password or "")


def courrier(options: Mapping[str, str]) -> None:
    """Le serveur de messagerie répond, sans qu'aucun courriel ne parte."""
    hote, port = options.get("SMTP_HOST", "localhost"), int(options.get("SMTP_PORT", "25"))
    ouvrir = smtplib.SMTP_SSL if options.get("SMTP_TLS") == "implicite" else smtplib.SMTP
    with ouvrir(hote, port, timeout=PATIENCE) as serveur:
        serveur.noop()
