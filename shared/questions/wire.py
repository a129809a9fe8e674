"""Questions and answers as bytes: the body of a question, and that of its answer (ADR 0036)."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.delivery.bounds import Unreadable, check_size
from shared.delivery.json_body import read_json
from shared.limits import PAR_PAGE, TAILLE_AU_COURTIER
from shared.messages.raw import RawMessage
from shared.questions.asking import QuestionIllisible, Refusee, Reponse, wrong_cursor
from shared.rules.faults import faults, to_its_author
from shared.types.texte import Code

D_ORDINAIRE = 100
"""The elements of a page, where the question does not say how many."""
NOM, CURSEUR = r"^[a-z_]{1,40}(\.[a-z_]{1,40})?$", r"^[A-Za-z0-9_-]{1,1000}$"

ANSWERS: TypeAdapter[Reponse | Refusee] = TypeAdapter(Reponse | Refusee)


class QuestionPosee(BaseModel):
    """Une question posée à un service ; pour les listes, ``curseur`` et ``limite`` disent la page.

    ``question`` est son nom, seul ou précédé de celui du service ; ``parametres``, ce qu'elle
    précise ; ``curseur``, la suite que donnait la page précédente.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    question: Annotated[str, Code(NOM)]
    parametres: dict[str, Any] = Field(default_factory=dict)
    curseur: Annotated[str, Code(CURSEUR)] | None = None
    limite: Annotated[int, Field(ge=1, le=PAR_PAGE.valeur)] = D_ORDINAIRE

    def name_for(self, service: str) -> str:
        """Its name among the questions of this service, as that service knows it."""
        return self.question.removeprefix(f"{service}.")


def read_question(raw_message: RawMessage) -> QuestionPosee:
    """The question of a message; raises QuestionIllisible, with each wrong field."""
    try:
        check_size(raw_message)
        return QuestionPosee.model_validate(read_json(raw_message.body))
    except ValidationError as error:
        raise _unreadable(error) from error
    except Unreadable as error:
        raise QuestionIllisible("CorpsIllisible", str(error)) from error


def _unreadable(error: ValidationError) -> QuestionIllisible:
    """A wrong page is refused as over HTTP, where it is among the parameters."""
    found = faults(error)
    fields = {each.champ for each in found}
    if fields == {"curseur"}:
        return wrong_cursor(str(error.errors()[0]["input"]))
    code = "ParametresIllisibles" if fields <= {"curseur", "limite"} else "CorpsIllisible"
    return QuestionIllisible(code, to_its_author(error), found)


def encode_answer(answer: Reponse | Refusee) -> bytes:
    """The body of an answer; a refusal in its place if RabbitMQ would not admit its size."""
    body = ANSWERS.dump_json(answer)
    if len(body) <= TAILLE_AU_COURTIER.valeur:
        return body
    return ANSWERS.dump_json(too_large(answer, len(body)))


def decode_answer(raw: bytes | str) -> Reponse | Refusee:
    """Raises ValidationError if a newer service answered in another shape."""
    return ANSWERS.validate_python(read_json(raw))


def too_large(answer: Reponse | Refusee, size: int) -> Refusee:
    what = (
        f"La réponse a {size} octets, pour {TAILLE_AU_COURTIER} admis : demandez des pages plus "
        "petites (champ « limite »), ou précisez les paramètres."
    )
    return Refusee(answer.question, "ReponseTropGrosse", what)
