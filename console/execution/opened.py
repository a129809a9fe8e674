"""Where a command works: in a folder that holds the five services, or on the environment's servers.

The option `--sortie` says which; the rest of the console does not know.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from console.execution.embedded import Programme, embedded_options, keeping_emails
from console.execution.services import BUILDERS, named
from console.lieux import dossier_a_remplir
from shared.clock import SystemClock
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.refusal import Refus
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import started
from shared.runtime.settings import broker, embedded, from_environment

Sortie = Annotated[
    Path, typer.Option(help="Dossier où tout est écrit.", callback=dossier_a_remplir)
]
Dossier = Annotated[
    Path | None,
    typer.Option(
        "--sortie",
        help="Dossier d'un essai ; sinon, les serveurs de l'environnement.",
        callback=dossier_a_remplir,
    ),
]
Services = Annotated[list[str] | None, typer.Argument(help="Tous, si rien n'est dit.")]
Send = Callable[[Sequence[Command]], Sequence[Outcome]]
"""Sends commands, and returns the answer to each, in their order."""
SQLITE = b"SQLite format 3\x00"


@contextmanager
def opened(
    names: Sequence[str], folder: Path | None, *, make: bool = False, reader: str = ""
) -> Iterator[list[Component]]:
    """These services; raises Refus for an unknown one, or a folder that holds no run.

    With `make`, a folder that does not exist is made. `reader`: as for `from_environment`.
    """
    known = named(names)
    if folder:
        ready(folder) if make else refuse_unless_run(folder)
    with ExitStack() as closing_all:
        components = []
        for name in known:
            component = started(BUILDERS[name], name, _settings(name, folder, reader))
            closing_all.callback(component.close)
            components.append(component)
        yield components


@contextmanager
def recipient(folder: Path | None) -> Iterator[Send]:
    """Sends commands; in a folder, their consequences follow before the block ends.

    A folder keeps its e-mails in `courriels`, those of its own deadlines too.
    """
    if folder is None:
        from console.execution.remote import Remote

        with closing(Remote(broker("console"))) as remote:
            yield remote.send_all
        return
    options = keeping_emails(ready(folder))
    with closing(Programme(folder, SystemClock(), options)) as programme:
        yield programme.send_all
        programme.settle()


def caught_up(component: Component) -> Component:
    """Once all that its log says is in its tables, which are made if they were not."""
    for reader in component.projection_readers():
        while reader.run():
            pass
    return component


def settings(name: str, folder: Path | None) -> Settings:
    """The settings of a service in this folder; raises Refus if the folder holds no run."""
    if folder:
        refuse_unless_run(folder)
    return _settings(name, folder)


def _settings(name: str, folder: Path | None, reader: str = "") -> Settings:
    if folder is None:
        return from_environment(name, reader)
    return embedded(name, folder, SystemClock(), embedded_options(folder))


def refuse_unless_run(folder: Path) -> None:
    """Raises Refus if no run of ours wrote this folder."""
    if not folder.is_dir():
        raise Refus(
            f"Le dossier « {folder} » n'existe pas : c'est celui de l'option --sortie d'un essai."
        )
    if not any(place.exists() for place in databases(folder)):
        raise Refus(
            f"« {folder} » n'est pas le dossier d'un essai : aucun service n'y a de base. Vérifiez "
            "--sortie ; « demo », « import » et « load-geography » en font un."
        )
    refuse_foreign(folder)


def ready(folder: Path) -> Path:
    """This folder, made if it does not exist; raises Refus if what it holds is not ours."""
    refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def refuse_foreign(folder: Path) -> None:
    """Raises Refus if a file has the name of a service's database, and is none."""
    for place in databases(folder):
        if place.exists() and not is_database(place):
            raise Refus(
                f"« {place} » n'est pas la base d'un service : ce dossier n'est pas celui d'un "
                "essai, ou il est abîmé. Donnez-en un autre à --sortie."
            )


def is_database(place: Path) -> bool:
    """True if SQLite can open it; a file just made is empty."""
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(len(SQLITE)) in (SQLITE, b"")


def databases(folder: Path) -> list[Path]:
    """Where the services of a run keep their logs and tables."""
    return [folder / f"{name}.sqlite" for name in BUILDERS]
