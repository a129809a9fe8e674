"""Ce qui est envoyé d'un fait : l'événement CloudEvents du fil, tout entier sous la signature."""

from uuid import UUID

from pydantic_core import to_json

from services.notifications.webhooks.domain import file_de
from shared.messages.raw import ID, SUBJECT, RawMessage
from shared.questions.facts import Fait

STRUCTURE = "application/cloudevents+json"


def message_de(webhook_id: UUID, fait: Fait) -> RawMessage:
    """Le fait, tel qu'il est envoyé et tel qu'il attend s'il n'est pas pris."""
    sujet = {SUBJECT: fait["subject"]} if "subject" in fait else {}
    return RawMessage(file_de(webhook_id), fait["type"], to_json(fait), {ID: fait["id"], **sujet})
