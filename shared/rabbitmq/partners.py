"""The queues, bindings and rights of the account of another system, made by `accounts add`.

requests                      topic   its requests, under <account>.<service>.<Type>  (ADR 0027)
<service>.inbox.<account>     its requests to a service, in order; full, it refuses them to it alone
<service>.questions.<account> its questions, under <account>.questions.<service>; full, as above
partner.<account>.answers     its answers, bound to `answers` under its name
partner.<account>.events      the facts that it hears; full, it drops the oldest
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kombu import Queue

from shared import limits
from shared.delivery.account_names import (
    PREFIX,
    QUESTIONS,
    account_inbox_name,
    account_questions_name,
    answers_queue_name,
    heard_queue_name,
    question_key,
    request_key,
)
from shared.delivery.wire import routing_key
from shared.messages.actors import Role
from shared.rabbitmq.rights import NOTHING, Right
from shared.rabbitmq.topology import (
    ANSWERS,
    INSTALLED,
    NO_LIMIT,
    ORDERED,
    QUORUM,
    REQUESTS,
    Policy,
    events_exchange,
)
from shared.recording.authorisations import charger_autorisations
from shared.recording.handlers import Handlers

KEPT = {"overflow": "drop-head", "delivery-limit": NO_LIMIT}
"""A full queue that refused would stop the relay of a service, hence everybody.

Its account may declare no place for dead letters: past a limit of deliveries, a message would be
lost.
"""


def requests_of(roles: Collection[Role], services: Iterable[Handlers]) -> dict[str, list[str]]:
    """By service, the requests that one of these roles may send, sorted; no empty service."""
    table = charger_autorisations()
    asked = {
        each.name: sorted(
            routing_key(kind) for kind in each.commands() if table.roles(kind).keys() & set(roles)
        )
        for each in services
    }
    return {service: kinds for service, kinds in asked.items() if kinds}


def account_inbox(service: str, account: str) -> Queue:
    """One consumer at a time, in order, for one account's requests to one service."""
    name, key = account_inbox_name(service, account), request_key(account, service, "*")
    return Queue(name, REQUESTS, routing_key=key, queue_arguments=ORDERED, **INSTALLED)


def account_questions(service: str, account: str) -> Queue:
    """For one account's questions to one service, in no order."""
    name, key = account_questions_name(service, account), question_key(account, service)
    return Queue(name, REQUESTS, routing_key=key, queue_arguments=QUORUM, **INSTALLED)


def answers_queue(account: str) -> Queue:
    """One reader at a time; a second one waits for its turn."""
    name = answers_queue_name(account)
    return Queue(name, ANSWERS, routing_key=account, queue_arguments=ORDERED, **INSTALLED)


def heard_queue(account: str, publishers: Iterable[str]) -> Queue:
    """Bound to every fact of these services; one consumer at a time, in order."""
    bindings = [events_exchange(name).binding("#") for name in publishers]
    name = heard_queue_name(account)
    return Queue(name, bindings=bindings, queue_arguments=ORDERED, **INSTALLED)


def queues_of(
    account: str, asked: Iterable[str], heard: Sequence[str], questioned: Iterable[str] = ()
) -> list[Queue]:
    """Every queue of an account: its inboxes, its questions, its answers, its facts if any."""
    inboxes = [account_inbox(service, account) for service in asked]
    questions = [account_questions(service, account) for service in questioned]
    facts = [heard_queue(account, heard)] if heard else []
    return [*inboxes, *questions, answers_queue(account), *facts]


def of_an_account(
    account: str, asked: Mapping[str, Sequence[str]], questioned: Collection[str] = ()
) -> Right:
    """Writes its own requests and questions, reads its own queues.

    `asked`: the types of requests by service; `questioned`: the services that it may question.
    """
    kinds = [rf"{service}\.({'|'.join(types)})" for service, types in sorted(asked.items())]
    kinds += [rf"{QUESTIONS}\.({'|'.join(sorted(questioned))})"] if questioned else []
    keys = rf"^{account}\.({'|'.join(kinds)})$" if kinds else NOTHING
    return Right(
        configure=NOTHING,
        write=f"^{REQUESTS.name}$" if kinds else NOTHING,
        read=rf"^{PREFIX}\.{account}\.(answers|events)$",
        keys={REQUESTS.name: keys},
    )


def partner_policies() -> dict[str, Policy]:
    """The bounds of the answers and facts that an account has not read yet."""
    answers = {
        "max-length": limits.REPONSES_EN_ATTENTE.valeur,
        "message-ttl": limits.AGE_D_UNE_REPONSE.valeur,
    }
    facts = {"max-length-bytes": limits.FAITS_EN_ATTENTE.valeur}
    return {
        f"france-services-{PREFIX}-{kind}": Policy(rf"^{PREFIX}\..+\.{kind}$", bounds | KEPT)
        for kind, bounds in {"answers": answers, "events": facts}.items()
    }
