"""Where a command works: in a folder that holds the five services, or on the environment's servers.

The option `--sortie` says which; the rest of the console does not know.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from console.execution.embedded import Programme, embedded_options
from console.execution.services import BUILDERS, named
from shared.clock import SystemClock
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.refusal import Refus
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import started
from shared.runtime.settings import broker, embedded, from_environment

Sortie = Annotated[Path, typer.Option(help="Dossier où tout est écrit.")]
Dossier = Annotated[
    Path | None,
    typer.Option("--sortie", help="Dossier d'un essai ; sinon, les serveurs de l'environnement."),
]
Services = Annotated[list[str] | None, typer.Argument(help="Tous, si rien n'est dit.")]
Send = Callable[[Command], Outcome]


@contextmanager
def opened(
    names: Sequence[str], folder: Path | None, *, make: bool = False
) -> Iterator[list[Component]]:
    """These services; raises Refus for an unknown one, or a folder that holds no run.

    With `make`, a folder that does not exist is made.
    """
    if folder and make:
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as closing_all:
        components = []
        for name in named(names):
            component = started(BUILDERS[name], name, settings(name, folder))
            closing_all.callback(component.close)
            components.append(component)
        yield components


@contextmanager
def recipient(folder: Path | None) -> Iterator[Send]:
    """Sends commands; in a folder, their consequences follow before the block ends."""
    if folder is None:
        from console.execution.remote import Remote

        with closing(Remote(broker("console"))) as remote:
            yield remote.send
        return
    with closing(Programme(folder, SystemClock(), {})) as programme:
        yield programme.send
        programme.settle()


def caught_up(component: Component) -> Component:
    """Once all that its log says is in its tables, which are made if they were not."""
    for reader in component.projection_readers():
        while reader.run():
            pass
    return component


def settings(name: str, folder: Path | None) -> Settings:
    if folder is None:
        return from_environment(name)
    if not folder.is_dir():
        raise Refus(
            f"Le dossier « {folder} » n'existe pas : c'est celui de l'option --sortie d'un essai."
        )
    return embedded(name, folder, SystemClock(), embedded_options(folder))
