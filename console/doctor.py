"""Vérifier une installation : chaque chose l'une après l'autre, ce qui ne va pas, et que faire."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from rich.text import Text

from console.examens import Base, Courtier, courrier
from console.processes import WAIT_FUNCTION
from console.services import BUILDERS
from shared.component import Settings
from shared.domain import Refus
from shared.settings import ConfigurationRefused, broker, from_environment, master_keys, variables

INSTALLEZ = "Lancez « france-services install »."
Dire = Callable[[Text], object]


@dataclass(frozen=True)
class Examen:
    """`trouver` rend ce qui ne va pas, ou le lève ; `remede` dit que faire."""

    nom: str
    trouver: Callable[[], str | None]
    remede: str = ""

    def faute(self) -> str | None:
        try:
            return self.trouver()
        except (Refus, ConfigurationRefused) as error:
            return str(error)
        except Exception as error:
            return f"{type(error).__name__} : {error}"


Serie = Sequence[Examen]
"""Le premier conditionne les autres."""


def examiner(services: Sequence[str], dire: Dire) -> int:
    """Le nombre de fautes, chacune dite avec son remède."""
    if inconnus := [service for service in services if service not in BUILDERS]:
        raise Refus(f"Service inconnu : {inconnus[0]} (services : {', '.join(BUILDERS)}).")
    return sum(_passer(service, serie, dire) for service in services for serie in series(service))


def _passer(service: str, serie: Serie, dire: Dire) -> int:
    fautes = 0
    for rang, examen in enumerate(serie):
        faute = examen.faute()
        dire(_ligne(service, examen, faute))
        fautes += bool(faute)
        if faute and rang == 0:
            break
    return fautes


def _ligne(service: str, examen: Examen, faute: str | None) -> Text:
    if not faute:
        return Text.assemble(("OK     ", "green"), f"{service} : {examen.nom}")
    remede = f" → {examen.remede}" if examen.remede else ""
    return Text.assemble(("FAUTE  ", "bold red"), f"{service} : {examen.nom} : {faute}{remede}")


def series(service: str) -> Iterator[Serie]:
    """Les réglages d'abord : sans eux, rien d'autre ne se vérifie."""
    options = variables(service)
    yield _reglages(service, options)
    try:
        settings, uri = from_environment(service), broker(service)
    except ConfigurationRefused:
        return
    yield from _serveurs(service, settings, uri)
    if service == "notifications":
        ou = "Vérifiez SMTP_HOST, SMTP_PORT et SMTP_TLS, puis le serveur de messagerie."
        yield [Examen("serveur SMTP", partial(courrier, options), ou)]


def _reglages(service: str, options: Mapping[str, str]) -> Serie:
    return [
        Examen("variables", lambda: _variables(service)),
        Examen("clé maîtresse", lambda: _cle(service, options)),
        Examen(
            "attente de psycopg",
            lambda: _attente(options),
            f"Donnez à PSYCOPG_WAIT_FUNC la valeur {WAIT_FUNCTION}.",
        ),
    ]


def _variables(service: str) -> None:
    from_environment(service)
    broker(service)


def _cle(service: str, options: Mapping[str, str]) -> None:
    master_keys(options, service)


def _attente(options: Mapping[str, str]) -> str | None:
    dite = options.get("PSYCOPG_WAIT_FUNC", "absente")
    return None if dite == WAIT_FUNCTION else f"PSYCOPG_WAIT_FUNC est {dite}"


def _serveurs(service: str, settings: Settings, uri: str) -> Iterator[Serie]:
    base, courtier = Base(service, settings.sql_url), Courtier(service, uri)
    with closing(base.model):
        yield [
            Examen("base de données", base.repond, "Voir docs/exploitation/base-perdue.md."),
            Examen("version de la base", base.version, "Il faut PostgreSQL 15 ou plus récent."),
            Examen("durabilité", base.durabilite, "Rétablissez-les dans postgresql.conf."),
            Examen("tables", base.tables, INSTALLEZ),
            Examen("droits du rôle", base.role, f"Un rôle propre au service suffit. {INSTALLEZ}"),
        ]
    yield [
        Examen("courtier", courtier.repond, "Voir docs/exploitation/courtier-perdu.md."),
        Examen("version du courtier", courtier.version, "Il faut RabbitMQ 3.10 ou plus récent."),
        Examen("files", courtier.files, INSTALLEZ),
        *_regles(courtier, settings.options),
    ]


def _regles(courtier: Courtier, options: Mapping[str, str]) -> Serie:
    """Invisibles du compte d'un service : il faut l'interface d'administration."""
    if "RABBITMQ_API" not in options:
        return []
    return [Examen("règles des files", partial(courtier.regles, options), INSTALLEZ)]
