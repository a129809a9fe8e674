"""The status and the title of each kind of problem."""

from http import HTTPStatus
from typing import NamedTuple


class Kind(NamedTuple):
    status: HTTPStatus
    title: str


KINDS: dict[str, Kind] = {
    "ParametresIllisibles": Kind(HTTPStatus.BAD_REQUEST, "Paramètres illisibles"),
    "CurseurIllisible": Kind(HTTPStatus.BAD_REQUEST, "Curseur illisible"),
    "JetonAbsent": Kind(HTTPStatus.UNAUTHORIZED, "Jeton absent"),
    "JetonRefuse": Kind(HTTPStatus.UNAUTHORIZED, "Jeton refusé"),
    "QuestionNonAutorisee": Kind(HTTPStatus.FORBIDDEN, "Question non autorisée"),
    "QuestionInconnue": Kind(HTTPStatus.NOT_FOUND, "Question inconnue"),
    "AdresseInconnue": Kind(HTTPStatus.NOT_FOUND, "Adresse inconnue"),
    "Introuvable": Kind(HTTPStatus.NOT_FOUND, "Introuvable"),
    "MethodeNonAdmise": Kind(HTTPStatus.METHOD_NOT_ALLOWED, "Méthode non admise"),
    "FormatNonAdmis": Kind(HTTPStatus.NOT_ACCEPTABLE, "Format non admis"),
    "AdresseTropLongue": Kind(HTTPStatus.REQUEST_URI_TOO_LONG, "Adresse trop longue"),
    "TropDeQuestions": Kind(HTTPStatus.TOO_MANY_REQUESTS, "Trop de questions"),
    "EnTetesTropGrands": Kind(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "En-têtes trop grands"),
    "ErreurInterne": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Erreur interne"),
    "BaseInjoignable": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Base de données injoignable"),
    "ReponseTropLente": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Réponse trop lente"),
}
OTHER = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "Question refusée")
"""That of a refusal which is the service's own: the question was understood, and may be asked."""


def status_of(code: str) -> int:
    return KINDS.get(code, OTHER).status.value


def title_of(code: str) -> str:
    return KINDS.get(code, OTHER).title
