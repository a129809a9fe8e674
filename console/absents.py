"""Un serveur qui ne répond pas, ou qui refuse le compte : une phrase, au lieu d'une trace."""

import socket

import psycopg
from amqp.exceptions import AMQPError
from kombu.exceptions import OperationalError as CourtierAbsent
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import OperationalError as BaseAbsente

from console.remote import NoAnswer

BASE = (BaseAbsente, psycopg.OperationalError)
COURTIER = (AMQPError, CourtierAbsent, NoAnswer, ConnectionError, socket.gaierror, TimeoutError)
ABSENTS = (*BASE, *COURTIER)
CONDUITE = "« france-services doctor » dit ce qui manque, et docs/exploitation que faire."


def absence(error: Exception) -> str:
    """Lequel des deux serveurs, ce qu'il a dit, et où chercher."""
    serveur = "La base de données" if isinstance(error, BASE) else "RabbitMQ"
    cause = error.orig if isinstance(error, DBAPIError) else error
    dit = str(cause).strip().partition("\n")[0] or type(cause).__name__
    return f"{serveur} n'a pas pu répondre : {dit.rstrip('.')}. {CONDUITE}"
