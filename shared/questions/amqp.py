"""Questions of other systems over AMQP, read by the process of their service (ADR 0038)."""

import logging
import time
from collections.abc import Callable, Collection
from functools import cached_property
from queue import Queue
from typing import Any

from shared.delivery.account_names import account_questions_name
from shared.delivery.reception import INFRASTRUCTURE
from shared.messages.actors import Role
from shared.observability import metrics
from shared.questions.answering import Answering
from shared.questions.question import Questions
from shared.questions.rights import questioned
from shared.questions.wire import encode_answer
from shared.rabbitmq.consumer import Line
from shared.rabbitmq.inboxes import Inboxes
from shared.rabbitmq.received import raw_message_from
from shared.rabbitmq.topology import published_questions_queue
from shared.runtime.nameko_host import PAUSE, InboundRequests

logger = logging.getLogger(__name__)


class QuestionQueues(Inboxes):
    """One question in hand of each account: the next one goes behind those of the others."""

    measured = metrics.QUESTION_QUEUES
    of_an_account = 1


class Asked(InboundRequests):
    """The questions of the operators, and those of each account of the table.

    One greenlet answers them, an account after the other. It is none of nameko's workers: questions
    never take the place of commands, which wait at most while one answer is computed.
    """

    consumer_cls = QuestionQueues
    width = 1

    def __init__(self, published: Questions) -> None:
        super().__init__(published_questions_queue(published.service))
        self.published = published
        self.lines: Queue[Line | None] = Queue()

    def start(self) -> None:
        self.container.spawn_managed_thread(self.serve, identifier="questions")
        super().start()

    def stop(self) -> None:
        """Return once the question in hand is answered."""
        super().stop()
        self.lines.put(None)

    def handle(self, line: Line) -> None:
        self.lines.put(line)

    def serve(self) -> None:
        """Answer what arrives, until the process stops."""
        while line := self.lines.get():
            while not self.served(line):
                time.sleep(PAUSE)

    def served(self, line: Line) -> bool:
        """True once what is in hand was answered, or given back; False while the database is away.

        Given back each time, a question would reach its limit of deliveries.
        """
        try:
            for message in line.in_hand:
                self.answer_to(line.queue, message)
        except INFRASTRUCTURE as error:
            logger.warning("%s garde une question en main : %r", line.queue, error)
            if self.consumer.draining:
                self.give_back(line)
            return self.consumer.draining
        self.acknowledge(line)
        return True

    def answer_to(self, queue: str, message: Any) -> None:
        """A question that wants no answer is not asked."""
        raw_message = raw_message_from(queue, message)
        if raw_message.reply_to:
            body = encode_answer(self.answering.answer(raw_message))
            self.answer(raw_message.reply_to, raw_message.reply_id, body)

    @cached_property
    def answering(self) -> Answering:
        return Answering(self.hosted(), self.published, self.senders)

    def queue_of(self, account: str) -> str:
        return account_questions_name(self.published.service, account)

    def may_write(self, roles: Collection[Role]) -> bool:
        return self.published.service in questioned(roles)


def published(questions: Questions) -> Callable[..., None]:
    """The entrypoint of these questions, in one line of a shell: `repondre = published(QUESTIONS)`.

    nameko finds entrypoints by their methods; this one has nothing to do.
    """

    def entrypoint(shell: Any) -> None:
        raise NotImplementedError("Questions are answered without a worker of nameko.")

    return Asked.decorator(questions)(entrypoint)  # type: ignore[no-any-return]
