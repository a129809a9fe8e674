"""The configuration: read from the environment only; secrets may be in files that it names."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import SplitResult, quote, urlsplit

from sqlalchemy import URL

from shared.clock import Clock, SystemClock
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import BYTES, MasterKeyRefused, MasterKeys
from shared.read_model import ReadModel
from shared.runtime.component import Settings
from shared.runtime.variables import defaults

POOL = (
    "POSTGRES_LOCK_TIMEOUT",
    "POSTGRES_CONNECT_TIMEOUT",
    "POSTGRES_POOL_SIZE",
    "POSTGRES_MAX_OVERFLOW",
)
"""Few connections stay open: ten processes share a server that accepts a hundred by default.
Timeouts are short: a pool that has given up a lost server retries at the next request only."""

IDENTITY = ("POSTGRES_USER", "POSTGRES_PASSWORD")

LINK = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""A server that went silent is detected within 30 s during a query, and 60 s otherwise; TCP alone
would take 15 minutes. In seconds, except `tcp_user_timeout`, in milliseconds."""

SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:,[0-9]+(?:\.[0-9]+)?)*")

FALSE = ("", "0", "n", "no", "f", "false", "off")


class ConfigurationRefused(Exception):
    """The process must not start; the message says what to change, in French."""


def variables(service: str) -> dict[str, str]:
    """The environment as a service sees it, over the defaults.

    `FUNDING_X` is the service's own `X`, `X_FILE` names a file that holds `X`, and the folder
    SECRETS_DIR holds a file per secret.
    """
    known = dict(os.environ)  # noqa: TID251 - the only place that reads it
    prefix = f"{service.upper()}_"
    known |= {name.removeprefix(prefix): known[name] for name in known if name.startswith(prefix)}
    for name in [name for name in known if name.endswith("_FILE")]:
        path = Path(known[name])
        if path.is_file():
            known.setdefault(name.removesuffix("_FILE"), path.read_text().strip())
    assumed = defaults(service)
    folder = Path(known.get("SECRETS_DIR", assumed["SECRETS_DIR"]))
    return assumed | secrets_of(folder, service) | known


def secrets_of(folder: Path, account: str) -> dict[str, str]:
    """The secrets in this account's files: `funding/postgres_password` is POSTGRES_PASSWORD."""
    paths = (folder / account).glob("*")
    return {path.name.upper(): path.read_text().strip() for path in paths if path.is_file()}


def require(known: Mapping[str, str], name: str, service: str) -> str:
    """The value of a variable; raises ConfigurationRefused if it is not set."""
    if name not in known:
        raise ConfigurationRefused(
            f"La variable {name} (ou {service.upper()}_{name}) n'est pas définie : "
            f"le service {service} ne peut pas démarrer."
        )
    return known[name]


def number(known: Mapping[str, str], name: str, highest: int = 65535) -> int:
    """The value of a variable as an integer; raises ConfigurationRefused if it is not one."""
    text = known[name]
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) > highest:
        raise ConfigurationRefused(
            f"{name} vaut « {text} » : il faut un nombre entier, de 0 à {highest}."
        )
    return int(text)


def refuse_malformed(known: Mapping[str, str]) -> None:
    """Refuse what is not seconds, or not a list of them."""
    for name in (*POOL, "RETRY_QUICK", "RETRY_LATER"):
        text = known.get(name, "")
        if text and not SECONDS.fullmatch(text):
            raise ConfigurationRefused(
                f"{name} vaut « {text} » : il faut des nombres, séparés par des virgules s'il y en "
                "a plusieurs."
            )


def from_environment(service: str, reader: str = "") -> Settings:
    """The settings of one service on its own PostgreSQL database.

    `reader`: the account that opens it in the place of the service's own, to read it.
    """
    known = variables(service) | (reading(reader) if reader else {})
    refuse_unsafe(known)
    refuse_malformed(known)
    names = ("DBNAME", "HOST", "PORT", "USER", "PASSWORD")
    store = {f"POSTGRES_{n}": require(known, f"POSTGRES_{n}", service) for n in names}
    store["PERSISTENCE_MODULE"] = "shared.recording.recorders.postgres"
    store |= {name: known[name] for name in ("CREATE_TABLE", *POOL)}
    url = URL.create(
        "postgresql+psycopg",
        username=store["POSTGRES_USER"],
        password=store["POSTGRES_PASSWORD"],
        host=store["POSTGRES_HOST"],
        port=number(store, "POSTGRES_PORT"),
        database=store["POSTGRES_DBNAME"],
        query={"connect_timeout": store["POSTGRES_CONNECT_TIMEOUT"], **LINK},
    )
    return Settings(store, url.render_as_string(hide_password=False), known, SystemClock())


def identity(account: str) -> dict[str, str]:
    """The role of this account on PostgreSQL, and its password."""
    known = variables(account)
    return {name: known[name] for name in IDENTITY if name in known}


def reading(account: str) -> dict[str, str]:
    """What differs for who only reads: a role of its own, and no secret of links.

    The secret that it is given opens no link, and signs none that opens.
    """
    return {**identity(account), "LINK_SECRET": token_urlsafe(32)}


def broker(service: str) -> str:
    """The address of RabbitMQ for this account; its password may come from AMQP_PASSWORD."""
    known = variables(service)
    place = _address(require(known, "AMQP_URI", service))
    if "AMQP_PASSWORD" not in known:
        return place.geturl()
    user = quote(place.username or service, safe="")
    host = place.netloc.rpartition("@")[2]
    netloc = f"{user}:{quote(known['AMQP_PASSWORD'], safe='')}@{host}"
    return place._replace(netloc=netloc).geturl()


def _address(text: str) -> SplitResult:
    """Split; raises ConfigurationRefused for what is no address of a broker."""
    try:
        place = urlsplit(text)
        sound = place.scheme in ("amqp", "amqps") and (place.port is None or place.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise ConfigurationRefused(
            "AMQP_URI n'est pas l'adresse d'un courtier : il faut amqp://hôte:port/hôte-virtuel, "
            "ou amqps://…"
        )
    return place


def master_keys(known: Mapping[str, str], service: str) -> MasterKeys:
    """The keys of MASTER_KEY; raises ConfigurationRefused if it is missing or invalid."""
    text = require(known, "MASTER_KEY", service)
    try:
        return MasterKeys.read(text)
    except MasterKeyRefused as error:
        raise ConfigurationRefused(
            f"MASTER_KEY est inutilisable : {error} ; il faut {BYTES} octets aléatoires en base64 "
            "(la clé courante d'abord, puis les anciennes, séparées par des virgules)."
        ) from error


def key_ring(model: ReadModel, known: Mapping[str, str], service: str) -> KeyRing:
    """The keys of people; raises ConfigurationRefused if MASTER_KEY cannot decrypt all of them."""
    ring = KeyRing(model, master_keys(known, service))
    if missing := ring.masters() - ring.master.ciphers.keys():
        raise ConfigurationRefused(
            f"MASTER_KEY ne contient pas la clé {', '.join(sorted(missing))} : des données "
            f"personnelles du service {service} seraient illisibles. Ajoutez-la après la courante."
        )
    return ring


def refuse_unsafe(known: Mapping[str, str]) -> None:
    """Refuse POSTGRES_ENABLE_DB_FUNCTIONS: it writes without a lock, and readers miss events.

    See ADR 0003.
    """
    if known.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").lower() not in FALSE:
        raise ConfigurationRefused(
            "POSTGRES_ENABLE_DB_FUNCTIONS doit être retirée : "
            "avec elle, des événements seraient perdus."
        )


def embedded(service: str, folder: Path, clock: Clock, options: Mapping[str, str]) -> Settings:
    """The settings of one service kept in a file of this folder, without any server."""
    path = folder / f"{service}.sqlite"
    store = {"PERSISTENCE_MODULE": "shared.recording.recorders.sqlite", "SQLITE_DBNAME": str(path)}
    return Settings(store, f"sqlite:///{path}", {**defaults(service), **options}, clock)
