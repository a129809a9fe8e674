"""A message received from RabbitMQ, as services know it: whichever queue brought it."""

from collections.abc import Mapping
from typing import Any

from shared.delivery.account_names import QUESTIONS, answer_key, kind_of
from shared.delivery.wire import commands_queue_name
from shared.messages.raw import ACCOUNT, RawMessage
from shared.rabbitmq.topology import DEAD_SUFFIX, REQUESTS


def raw_message_from(queue: str, message: Any) -> RawMessage:
    """The message received; a dead letter gets back the queue and address where it died.

    A request of another system comes as if from the service's one inbox, under its bare type; a
    question, from its own queue.
    `reply_to` is put under the name of the author's account, so that nobody answers to another.
    """
    place, key = queue, message.delivery_info["routing_key"]
    if queue.endswith(DEAD_SUFFIX):
        place, key = died_in(message.headers) or (place, key)
    properties, account = message.properties, message.properties.get("user_id", "")
    owner = owner_of(place, key, message.delivery_info["exchange"])
    asks = is_of_questions(place)
    return RawMessage(
        inbox_of(place) if owner and not asks else place,
        kind_of(key) if owner and not asks else key,
        message.body or b"",
        {**message.headers, ACCOUNT: account},
        under(account or owner, properties.get("reply_to", "")),
        properties.get("correlation_id", ""),
    )


def died_in(headers: Mapping[str, Any]) -> tuple[str, str] | None:
    """The queue and address that RabbitMQ wrote in `x-death`.

    Read it on dead-letter queues only: elsewhere, any sender may have written it.
    """
    match headers.get("x-death"):
        case [{"queue": str(queue), "routing-keys": [str(address), *_]}, *_]:
            return queue, address
    return None


def owner_of(place: str, key: str, exchange: str) -> str:
    """The account in whose queue a message came, or died; empty if it is of no other system."""
    if is_of_questions(place):
        return place.split(".", 2)[2] if place.count(".") > 1 else ""
    asked = exchange == REQUESTS.name or place.startswith(f"{inbox_of(place)}.")
    return key.partition(".")[0] if asked else ""


def is_of_questions(place: str) -> bool:
    """Whether this queue is one of a service's questions, of the operators or of an account."""
    return place.split(".")[1:2] == [QUESTIONS]


def inbox_of(place: str) -> str:
    """The inbox of the service that reads this queue."""
    return commands_queue_name(place.partition(".")[0])


def under(account: str, reply_to: str) -> str:
    """The address of an answer; as given where RabbitMQ vouches for no account."""
    return answer_key(account, reply_to) if account and reply_to else reply_to
