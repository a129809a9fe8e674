"""The answer to a question that came by message: who asks, what, and what went wrong."""

import logging
from dataclasses import dataclass

from shared.delivery.reception import INFRASTRUCTURE
from shared.delivery.refused_questions import Refusals
from shared.messages.raw import RawMessage
from shared.observability import metrics, traces
from shared.questions.asking import QuestionIllisible, Refusee, Reponse, ask
from shared.questions.question import Questions
from shared.questions.rights import Asker
from shared.questions.wire import QuestionPosee, read_question
from shared.recording.authorisations import CompteNonAutorise
from shared.refusal import RefusDuMoment
from shared.runtime.component import Component
from shared.runtime.senders import Senders, unknown

logger = logging.getLogger(__name__)

UNKNOWN = "(inconnue)"
"""The measured name of a question that the service does not have: senders invent theirs."""


class ReponseImpossible(RefusDuMoment):
    """Le service n'a pas su répondre : son journal dit pourquoi à l'exploitant."""


@dataclass(frozen=True)
class Answering:
    """Answers the questions of a service; `senders`: the accounts that it knows."""

    component: Component
    questions: Questions
    senders: Senders

    def answer(self, raw_message: RawMessage) -> Reponse | Refusee:
        """Raises only INFRASTRUCTURE: the question must then be asked again."""
        try:
            posed = read_question(raw_message)
        except QuestionIllisible as error:
            return self._unreadable(error)
        name, known = self.component.name, self._known(posed)
        ids = {"message_id": raw_message.reply_id, "correlation": raw_message.reply_id}
        trace = traces.Trace.of(raw_message.headers)
        with (
            traces.consuming(raw_message.queue, known, ids, trace),
            metrics.answering(name, known) as measured,
        ):
            return measured.ended(self._answer(raw_message.account, posed))

    def _unreadable(self, error: QuestionIllisible) -> Refusee:
        with metrics.answering(self.component.name, UNKNOWN) as measured:
            return measured.ended(Refusee("", error.code, str(error), error.fautes, "ILLISIBLE"))

    def _known(self, posed: QuestionPosee) -> str:
        name = posed.name_for(self.component.name)
        return name if name in self.questions.by_name else UNKNOWN

    def _answer(self, account: str, posed: QuestionPosee) -> Reponse | Refusee:
        name = posed.name_for(self.component.name)
        page = posed.curseur, posed.limite
        try:
            asker = self._asker(account)
            return ask(self.component, self.questions, asker, name, posed.parametres, *page)
        except CompteNonAutorise as refusal:
            return self._refused(account, posed, refusal)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            traces.failed(error)
            logger.exception("%s n'a pas su répondre à « %s »", self.component.name, name)
            return Refusee(name, ReponseImpossible.__name__, ReponseImpossible.__doc__ or "")

    def _asker(self, account: str) -> Asker | None:
        """The account as its line of the table bounds it; None without a table: all are trusted.

        Raises CompteNonAutorise if no active line is its.
        """
        table = self.senders.current()
        if table is None:
            return None
        if line := table.active().get(account):
            return Asker.of(line)
        metrics.SENDERS_REFUSED.labels(self.component.name).inc()
        raise CompteNonAutorise(unknown(account, table))

    def _refused(self, account: str, posed: QuestionPosee, why: CompteNonAutorise) -> Refusee:
        name = posed.name_for(self.component.name)
        what = f"{self.component.name}.{self._known(posed)}"
        at = self.component.service.clock.now()
        Refusals(self.component.model).keep(account, what, posed.parametres, why, at)
        return Refusee(name, CompteNonAutorise.__name__, str(why))
