"""Every variable of the environment that is read: its meaning, its default, its readers.

Declared here once: `settings` takes the defaults from here, and docs/reglages.md is written from
here, in French, for operators.
"""

from dataclasses import dataclass

from shared.delivery.reception import RetryPolicy
from shared.delivery.schemas import ADDRESS

SERVICE = "{service}"
"""In a default: the name of the service."""


@dataclass(frozen=True)
class Variable:
    """`required`: a reader refuses to start without it. `readers`: all services, if none is named.

    Markdown is allowed in `meaning`.
    """

    name: str
    meaning: str
    default: str | None = None
    required: bool = False
    readers: tuple[str, ...] = ()


def seconds(tries: tuple[float, ...]) -> str:
    return ",".join(f"{each:g}" for each in tries)


VARIABLES: dict[str, tuple[Variable, ...]] = {
    "RabbitMQ": (
        Variable(
            "AMQP_URI",
            "adresse de RabbitMQ (3.10 ou plus récent), hôte virtuel compris",
            required=True,
            readers=("tous les services", "la console"),
        ),
        Variable(
            "AMQP_PASSWORD",
            "mot de passe du compte, à part de l'adresse ; le compte porte le nom du service si "
            "l'adresse n'en nomme aucun",
            readers=("tous les services", "la console"),
        ),
        Variable(
            "COMPTES",
            "fichier YAML : la table des comptes de RabbitMQ, qu'écrit `accounts` et que les "
            "services relisent quand il change (ADR 0027) ; `install` et `accounts` l'exigent ; "
            "sans lui, un service croit tout auteur, sauf le rôle `SERVICE`",
            required=True,
            readers=("tous les services", "`install`", "`accounts`", "`http`"),
        ),
    ),
    "Questions par HTTP": (
        Variable(
            "CONTRATS_ADRESSE",
            "adresse où `http` sert les contrats (`/contrats`), telle que les autres systèmes la "
            "joignent : chaque message y nomme son schéma (`dataschema`, ADR 0041) ; "
            "`.example` ne mène nulle part",
            ADDRESS,
            readers=("tous les services", "la console", "`http`"),
        ),
        Variable(
            "HTTP_JETONS",
            "fichier YAML : la table des jetons des comptes, qu'écrit `accounts token` et que "
            "`http` relit quand il change ; elle n'a que des empreintes",
            required=True,
            readers=("`http`", "`accounts`"),
        ),
    ),
    "Webhooks": (
        Variable(
            "WEBHOOKS_RESEAUX",
            "réseaux privés où un webhook peut mener, en clair aussi, séparés par des virgules "
            "(10.20.0.0/16) ; sans elle, seules les adresses publiques, en HTTPS",
            "",
            readers=("notifications", "`webhooks`"),
        ),
        Variable(
            "WEBHOOKS_ESSAIS",
            "secondes avant chaque nouvel essai d'un fait qu'un webhook n'a pas pris ; après le "
            "dernier, il attend une décision (`messages`)",
            "5,30,120,600,1800,3600,7200,14400,28800,43200,86400,86400",
            readers=("`webhooks`",),
        ),
    ),
    "PostgreSQL": (
        Variable("POSTGRES_HOST", "hôte de PostgreSQL (15 ou plus récent)", required=True),
        Variable("POSTGRES_PORT", "port de PostgreSQL", required=True),
        Variable("POSTGRES_DBNAME", "base du service, qui n'est qu'à lui", SERVICE),
        Variable("POSTGRES_USER", "rôle du service", SERVICE),
        Variable("POSTGRES_PASSWORD", "mot de passe de ce rôle", required=True),
        Variable("POSTGRES_LOCK_TIMEOUT", "secondes avant qu'une écriture renonce", "5"),
        Variable("POSTGRES_CONNECT_TIMEOUT", "secondes avant qu'une connexion renonce", "5"),
        Variable("POSTGRES_POOL_SIZE", "connexions gardées ouvertes par processus", "1"),
        Variable("POSTGRES_MAX_OVERFLOW", "connexions de plus quand il y a du travail", "9"),
        Variable(
            "CREATE_TABLE",
            "`n` : les tables viennent de `migrate`, lancée par leur propriétaire (ADR 0015)",
            "n",
        ),
        Variable(
            "PSYCOPG_WAIT_FUNC",
            "`wait_selector`, sans quoi une requête figerait tout le processus (ADR 0005)",
            required=True,
            readers=("tous les services (`run … --role service`)",),
        ),
    ),
    "Secrets": (
        Variable(
            "MASTER_KEY",
            "32 octets aléatoires en base64, qui chiffrent la clé de chaque personne (ADR 0014) ; "
            "pour en changer : la nouvelle, une virgule, l'ancienne, puis `rewrap`",
            required=True,
        ),
        Variable(
            "SECRETS_DIR",
            "dossier des secrets : un dossier par compte, un fichier par secret",
            "/run/secrets",
            readers=(
                "tous les services",
                "la console",
                "`install`",
                "`accounts`",
                "`doctor`",
                "`status`",
                "`http`",
            ),
        ),
    ),
    "Processus": (
        Variable(
            "HTTP_PORT",
            "port où le processus répond à `GET /livez`, `GET /readyz` et `GET /metrics` ; sans "
            "lui, nulle part",
        ),
        Variable(
            "FRANCE_SERVICES_REVISION",
            "révision du code, que l'image donne ; dite avec la version",
            "inconnue",
            readers=("tous les services", "la console"),
        ),
        Variable("LOG_FORMAT", "`json` : un objet par ligne sur la sortie d'erreur", "text"),
        Variable(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "collecteur de traces ; les autres variables d'OpenTelemetry valent aussi ; sans lui, "
            "aucune trace",
        ),
        Variable(
            "RETRY_QUICK",
            "secondes avant chaque nouvel essai d'un message tenu en main",
            seconds(RetryPolicy.quick),
        ),
        Variable(
            "RETRY_LATER",
            "puis secondes avant chaque nouvel essai d'un message mis de côté",
            seconds(RetryPolicy.later),
        ),
    ),
    "Documents et liens": (
        Variable(
            "DOCUMENTS",
            "dossier des documents : annexes, rapports, preuves",
            required=True,
            readers=("audit", "onboarding"),
        ),
        Variable(
            "LINK_SECRET",
            "secret qui signe les liens d'inscription, le même pour les deux services",
            required=True,
            readers=("notifications", "onboarding"),
        ),
        Variable(
            "LINK_ADDRESS",
            "adresse où mènent les liens d'inscription",
            "https://plateforme.france-services.example/inscription",
            readers=("onboarding",),
        ),
        Variable(
            "INSCRIPTION_PROXIES",
            "adresses des mandataires que la page d'inscription croit sur l'adresse du navigateur, "
            "séparées par des virgules ; `*` : tous",
            "127.0.0.1",
            readers=("onboarding",),
        ),
    ),
    "Courriels": (
        Variable(
            "SMTP_HOST",
            "serveur d'envoi des courriels",
            "localhost",
            readers=("notifications", "`doctor`"),
        ),
        Variable("SMTP_PORT", "port de ce serveur", "25", readers=("notifications", "`doctor`")),
        Variable(
            "SMTP_TLS",
            "`non`, `starttls` ou `implicite`",
            "non",
            readers=("notifications", "`doctor`"),
        ),
        Variable(
            "SMTP_USER",
            "compte sur ce serveur, par TLS seulement ; sans lui, aucun",
            readers=("notifications",),
        ),
        Variable("SMTP_PASSWORD", "mot de passe de ce compte", readers=("notifications",)),
        Variable(
            "SMTP_DOSSIER",
            "dossier où les courriels sont écrits au lieu d'être envoyés, pour essayer",
            readers=("notifications",),
        ),
        Variable(
            "SMTP_FROM",
            "expéditeur des courriels",
            "France Services <ne-pas-repondre@france-services.example>",
            readers=("notifications",),
        ),
        Variable(
            "DIRECTORY_PATH",
            "fichier YAML des adresses des préfectures et de l'agence ; sans lui, des adresses "
            "d'exemple qui n'atteignent personne",
            readers=("notifications",),
        ),
    ),
    "Installation": (
        Variable(
            "RABBITMQ_API",
            "interface d'administration de RabbitMQ ; sans elle, `status` et `doctor` ne voient ni "
            "ses alarmes, ni son disque, et `doctor` ne vérifie pas les règles des files",
            required=True,
            readers=("`install`", "`accounts`", "`doctor`", "`status`"),
        ),
    ),
}
"""By theme, in the order of the page."""

DEFAULTS = {
    each.name: each.default
    for group in VARIABLES.values()
    for each in group
    if each.default is not None
}


def defaults(service: str) -> dict[str, str]:
    """The default of each variable, for this service."""
    return {name: value.replace(SERVICE, service) for name, value in DEFAULTS.items()}
