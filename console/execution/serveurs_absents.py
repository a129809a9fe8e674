"""La phrase qui remplace une trace quand un serveur ne répond pas, ou refuse le compte."""

from eventsourcing import persistence

from console.execution.remote import NoAnswer
from shared import read_model
from shared.rabbitmq import connection

COURTIER = (NoAnswer, *connection.AWAY)
JOURNAL = (persistence.OperationalError, persistence.InterfaceError)
CONDUITE = "« france-services doctor » dit ce qui manque, et docs/exploitation que faire."


def absence(error: Exception) -> str | None:
    """Le serveur en cause, sa réponse et la page à lire ; None pour toute autre erreur."""
    if isinstance(error, read_model.AWAY):
        return _phrase("La base de données", error.orig or error)
    if isinstance(error, JOURNAL):
        return _phrase("La base de données", error)
    return _phrase("RabbitMQ", error) if isinstance(error, COURTIER) else None


def _phrase(serveur: str, cause: BaseException) -> str:
    raison = str(cause).strip().partition("\n")[0] or type(cause).__name__
    return f"{serveur} n'a pas pu répondre : {raison.rstrip('.')}. {CONDUITE}"
