"""Asking: read the parameters, check the right, answer; whatever the transport."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from shared.clock import instant
from shared.delivery.refused_questions import Refusals
from shared.limits import PAR_PAGE
from shared.observability import metrics
from shared.questions.question import Key, Parametres, Question, Questions
from shared.questions.rights import Asker, QuestionNonAutorisee, check
from shared.read_model import Window
from shared.refusal import Refus
from shared.rules.faults import Fault, faults, shown, to_its_author
from shared.runtime.component import Component
from shared.visible import visible

CURSEUR_ILLISIBLE = "CurseurIllisible"


@dataclass(frozen=True)
class Reponse:
    """Ce que le service sait, à l'instant ``su_le`` ; ``suite``, le curseur de la page suivante.

    ``au`` des paramètres et ``su_le`` disent les deux dates de la réponse.
    """

    question: str
    su_le: str
    contenu: Any
    suite: str | None = None
    statut: Literal["REPONDU"] = "REPONDU"


@dataclass(frozen=True)
class Refusee:
    """Pourquoi la question n'a pas de réponse ; ``fautes`` dit chaque champ en cause."""

    question: str
    code: str
    detail: str
    fautes: Sequence[Fault] = field(default=())
    statut: Literal["REFUSE", "ILLISIBLE"] = "REFUSE"


class QuestionIllisible(ValueError):
    """La question n'est pas de celles du service, ou ses paramètres ne se lisent pas."""

    def __init__(self, code: str, detail: str, fautes: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.code, self.fautes = code, fautes


def ask(
    component: Component,
    questions: Questions,
    asker: Asker | None,
    name: str,
    given: Mapping[str, Any],
    cursor: str | None = None,
    limit: int = PAR_PAGE.valeur,
) -> Reponse | Refusee:
    """The answer; `asker`: None for who administers the installation, whom nothing bounds.

    A question that its account may not ask is refused, and recorded.
    """
    try:
        question = named(questions, name)
        asked = read(question, given)
        if asker:
            check(component, question, asker, asked)
        return _answered(component, question, asker, asked, cursor, limit)
    except QuestionIllisible as error:
        return Refusee(name, error.code, str(error), error.fautes, "ILLISIBLE")
    except Refus as refusal:
        if asker and isinstance(refusal, QuestionNonAutorisee):
            metrics.QUESTIONS_FORBIDDEN.labels(questions.service, asker.name).inc()
            what = f"{questions.service}.{name}"
            at = component.service.clock.now()
            Refusals(component.model).keep(asker.name, what, given, refusal, at)
        return Refusee(name, type(refusal).__name__, str(refusal))


def named(questions: Questions, name: str) -> Question:
    if found := questions.by_name.get(name):
        return found
    known = ", ".join(sorted(questions.by_name))
    what = f"Aucune question « {visible(name)} » : celles de {questions.service} sont {known}."
    raise QuestionIllisible("QuestionInconnue", what)


def read(question: Question, given: Mapping[str, Any]) -> Parametres:
    try:
        return question.parameters.model_validate(given)
    except ValidationError as error:
        what = to_its_author(error)
        raise QuestionIllisible("ParametresIllisibles", what, faults(error)) from error


def now(component: Component) -> str:
    return instant(component.service.clock.now())


def _answered(
    component: Component,
    question: Question,
    asker: Asker | None,
    asked: Parametres,
    cursor: str | None,
    limit: int,
) -> Reponse:
    at_most = max(1, min(limit, PAR_PAGE.valeur))
    if question.paged:
        found, following = question.answered(component, asked, asker, cursor or "", at_most)
    elif question.key:
        window = Window(read_cursor(cursor) if cursor else "", at_most + 1)
        listed = question.answered(component, asked, asker, window=window)
        found, following = _cut(listed, question.key, window)
    else:
        found, following = question.answered(component, asked, asker), None
    content = question.content.dump_python(found, mode="json")
    return Reponse(question.name, now(component), content, following)


def _cut(listed: Iterable[Any], key: Key, window: Window) -> tuple[list[Any], str | None]:
    """The page, and the cursor of the next one if the last element of the window is beyond it."""
    after = window.after
    left = sorted((each for each in listed if not after or key(each) > after), key=key)
    found = left[: window.at_most - 1]
    return found, write_cursor(key(found[-1])) if len(found) < len(left) else None


def write_cursor(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """The key of the last element of the previous page; raises QuestionIllisible."""
    try:
        key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, ValueError) as error:
        raise wrong_cursor(cursor) from error
    if "\0" in key:  # which PostgreSQL does not take
        raise wrong_cursor(cursor)
    return key


def wrong_cursor(
    cursor: str, expected: str = "la « suite » de la réponse précédente attendue, telle quelle"
) -> QuestionIllisible:
    """The same refusal, whichever transport carried this cursor."""
    fault = Fault("curseur", "curseur", expected, shown(cursor))
    return QuestionIllisible(CURSEUR_ILLISIBLE, str(fault), [fault])
