"""The names of what RabbitMQ holds for the account of another system (see `rabbitmq.partners`)."""

from shared.delivery.wire import commands_queue_name

PREFIX = "partner"
QUESTIONS = "questions"
"""No service has this name: a key that holds it is that of no request."""


def account_inbox_name(service: str, account: str) -> str:
    """The queue where this service reads the requests of this account."""
    return f"{commands_queue_name(service)}.{account}"


def questions_queue_name(service: str) -> str:
    """The queue where this service reads the questions of the operators."""
    return f"{service}.{QUESTIONS}"


def account_questions_name(service: str, account: str) -> str:
    """The queue where this service reads the questions of this account."""
    return f"{questions_queue_name(service)}.{account}"


def answers_queue_name(account: str) -> str:
    return f"{PREFIX}.{account}.answers"


def heard_queue_name(account: str) -> str:
    """The queue of the facts that this account hears."""
    return f"{PREFIX}.{account}.events"


def request_key(account: str, service: str, kind: str) -> str:
    """The routing key of a request on the exchange `requests`; `kind` is the bare type."""
    return f"{account}.{service}.{kind}"


def question_key(account: str, service: str) -> str:
    """The routing key of a question on the exchange `requests`; that of the operators: no account.

    Inboxes are bound to `<account>.<service>.*`, which must not match it.
    """
    return ".".join(filter(None, (account, QUESTIONS, service)))


def kind_of(key: str) -> str:
    """The bare type of a request, from its routing key."""
    return key.rpartition(".")[2]


def answer_key(account: str, reply_to: str) -> str:
    """Where an answer goes: an address under the account's name, else the account's own queue.

    RabbitMQ vouches for the account: nobody sends an answer to another.
    """
    return reply_to if reply_to.startswith(f"{account}.") else account
