"""The counters and timers of a process, in Prometheus's format (docs/exploitation)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol, TypeVar

from prometheus_client import Counter, Gauge, Histogram

PREFIX = "france_services_"
FINE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

MESSAGES = Counter(
    f"{PREFIX}messages", "Messages traités, par issue.", ["service", "type", "outcome"]
)
HANDLING = Histogram(
    f"{PREFIX}handling_seconds", "Traiter un message.", ["service", "type"], buckets=FINE
)
DUPLICATES = Counter(
    f"{PREFIX}inbox_duplicates", "Répétitions, répondues par leur reçu.", ["service", "type"]
)
RETRIES = Counter(f"{PREFIX}retries", "Nouveaux essais d'un message.", ["service", "cause"])
UNREADABLE = Counter(
    f"{PREFIX}unreadable_requests",
    "Demandes illisibles, par compte et par cause.",
    ["service", "account", "cause"],
)
COMMIT = Histogram(
    f"{PREFIX}commit_seconds", "Enregistrer des événements.", ["service"], buckets=FINE
)
PUBLISHED = Counter(
    f"{PREFIX}published_messages", "Faits publiés et confirmés.", ["service", "type"]
)
PUBLISHING = Histogram(
    f"{PREFIX}publish_seconds", "Publier un lot jusqu'à sa confirmation.", ["service"], buckets=FINE
)
REFUSED = Counter(
    f"{PREFIX}publications_refused",
    "Lots que RabbitMQ n'a pas pris en entier, par file en cause.",
    ["service", "queue"],
)
EFFECTS = Histogram(
    f"{PREFIX}effect_seconds", "Un courriel, un document.", ["service", "type"], buckets=FINE
)
TAIL_FAILURES = Counter(
    f"{PREFIX}tail_failures", "Passages en échec d'un lecteur du journal.", ["service", "tail"]
)
BUILD = Gauge(
    f"{PREFIX}build_info", "1 : le code du processus.", ["service", "role", "version", "revision"]
)
LEADS = Gauge(f"{PREFIX}worker_leads", "1 si ce travailleur mène.", ["service"])
ACCOUNTS_UNUSABLE = Gauge(
    f"{PREFIX}accounts_unusable",
    "1 si la table des comptes est devenue inutilisable : la précédente reste en vigueur.",
    ["service"],
)
SENDERS_REFUSED = Counter(
    f"{PREFIX}senders_refused", "Demandes refusées à leur compte, sans être lues.", ["service"]
)
INBOXES = Gauge(
    f"{PREFIX}inboxes", "Files de demandes, par état : LUE, ou ATTENDUE.", ["service", "state"]
)
HTTP_REQUESTS = Counter(
    f"{PREFIX}http_requests", "Questions posées par HTTP, par issue.", ["question", "status"]
)
HTTP_SECONDS = Histogram(
    f"{PREFIX}http_seconds", "Répondre à une question par HTTP.", ["question"], buckets=FINE
)
HTTP_PENDING = Gauge(f"{PREFIX}http_pending", "Questions par HTTP en cours de réponse.")
HTTP_LIMITED = Counter(
    f"{PREFIX}http_limited", "Questions trop nombreuses : d'un compte, d'une adresse.", ["per"]
)
HTTP_TOKENS_UNUSABLE = Gauge(
    f"{PREFIX}http_tokens_unusable",
    "1 si la table des jetons est devenue inutilisable : la précédente reste en vigueur.",
)

WEBHOOKS = Counter(
    f"{PREFIX}webhook_deliveries",
    "Faits envoyés à des webhooks, par issue : PRIS, NON_PRIS, ADRESSE_FERMEE ; et tournées "
    "qui n'ont rien livré : NON_AUTORISE, REPERE_PERDU, ERREUR.",
    ["outcome"],
)
WEBHOOK_SECONDS = Histogram(
    f"{PREFIX}webhook_seconds", "Envoyer un fait à un webhook.", buckets=FINE
)
WEBHOOKS_ROUND = Gauge(
    f"{PREFIX}webhook_round_timestamp_seconds",
    "Quand ce processus a regardé pour la dernière fois ce qu'il y a à livrer, s'il mène ; "
    "sinon, quand il est parti.",
    ["service"],
)

PAGES = Histogram(
    f"{PREFIX}page_seconds",
    "Servir une page de l'inscription, par statut HTTP.",
    ["page", "status"],
    buckets=FINE,
)
QUESTIONS = Counter(
    f"{PREFIX}questions",
    "Questions des autres systèmes, par issue.",
    ["service", "question", "outcome"],
)
QUESTIONS_FORBIDDEN = Counter(
    f"{PREFIX}questions_forbidden",
    "Questions que leur compte n'a pas le droit de poser, par compte.",
    ["service", "account"],
)
PURGED = Counter(
    f"{PREFIX}purged_rows",
    "Lignes effacées parce que leur temps est fini, par table.",
    ["service", "table"],
)
ANSWERING = Histogram(
    f"{PREFIX}answering_seconds", "Répondre à une question.", ["service", "question"], buckets=FINE
)
QUESTION_QUEUES = Gauge(
    f"{PREFIX}question_queues",
    "Files de questions, par état : LUE, ou ATTENDUE.",
    ["service", "state"],
)


class Ended(Protocol):
    @property
    def statut(self) -> str: ...


Outcome = TypeVar("Outcome", bound=Ended)


@dataclass
class Handling:
    """The outcome of a message being handled: an error until it is known."""

    service: str
    kind: str
    outcome: str = "ERREUR"

    def ended(self, outcome: Outcome) -> Outcome:
        self.outcome = outcome.statut
        return outcome

    def repeated(self, outcome: Outcome) -> Outcome:
        DUPLICATES.labels(self.service, self.kind).inc()
        return self.ended(outcome)


@contextmanager
def answering(service: str, question: str) -> Iterator[Handling]:
    asked, start = Handling(service, question), perf_counter()
    try:
        yield asked
    finally:
        ANSWERING.labels(service, question).observe(perf_counter() - start)
        QUESTIONS.labels(service, question, asked.outcome).inc()


@contextmanager
def handling(service: str, kind: str) -> Iterator[Handling]:
    handled, start = Handling(service, kind), perf_counter()
    try:
        yield handled
    finally:
        counted(service, kind, handled.outcome, perf_counter() - start)


def counted(service: str, kind: str, outcome: str, seconds: float) -> None:
    """Count a message handled, and how long it took."""
    HANDLING.labels(service, kind).observe(seconds)
    MESSAGES.labels(service, kind, outcome).inc()


def retried(service: str, cause: str) -> None:
    RETRIES.labels(service, cause).inc()


def unreadable(service: str, account: str, cause: str) -> None:
    """Count a request that could not be read; `account`: who sent it on RabbitMQ."""
    UNREADABLE.labels(service, account, cause).inc()
