"""Ce qui est envoyé d'un fait : CloudEvents 1.0 en mode structuré, tout sous la signature."""

from uuid import UUID

from pydantic_core import to_json

from services.notifications.webhooks.domain import file_de
from shared.delivery.wire import CONTENT_TYPE
from shared.messages.raw import ID, SUBJECT, RawMessage
from shared.questions.facts import Fait

STRUCTURE = "application/cloudevents+json"


def message_de(webhook_id: UUID, fait: Fait) -> RawMessage:
    """Le fait, tel qu'il est envoyé et tel qu'il attend s'il n'est pas pris."""
    entetes = {ID: fait["id"], **({SUBJECT: fait["sujet"]} if fait["sujet"] else {})}
    return RawMessage(file_de(webhook_id), fait["type"], corps(fait), entetes)


def corps(fait: Fait) -> bytes:
    """Le même `id`, le même contenu que sur la file."""
    attributs = {
        "specversion": "1.0",
        "id": fait["id"],
        "source": fait["source"],
        "type": fait["type"],
        "time": fait["time"],
        "dataschema": fait["dataschema"],
        "datacontenttype": CONTENT_TYPE,
        "correlation": fait["correlation"],
    }
    sujet = {"subject": fait["sujet"]} if fait["sujet"] else {}
    return to_json({**attributs, **sujet, "data": fait["corps"]})
