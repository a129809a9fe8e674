"""Un serveur qui ne répond pas, ou qui refuse le compte : une phrase, au lieu d'une trace."""

from console.execution.remote import NoAnswer
from shared import read_model
from shared.rabbitmq import connection

COURTIER = (NoAnswer, *connection.AWAY)
CONDUITE = "« france-services doctor » dit ce qui manque, et docs/exploitation que faire."


def absence(error: Exception) -> str | None:
    """Lequel des deux serveurs, ce qu'il a dit, et où chercher ; rien si l'erreur est autre."""
    if isinstance(error, read_model.AWAY):
        return _dire("La base de données", error.orig or error)
    return _dire("RabbitMQ", error) if isinstance(error, COURTIER) else None


def _dire(serveur: str, cause: BaseException) -> str:
    dit = str(cause).strip().partition("\n")[0] or type(cause).__name__
    return f"{serveur} n'a pas pu répondre : {dit.rstrip('.')}. {CONDUITE}"
