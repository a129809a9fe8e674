"""The services of a folder, or those of the environment's servers, opened for a while."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from console.execution.embedded import embedded_options
from console.execution.services import BUILDERS
from shared.clock import SystemClock
from shared.refusal import Refus
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import started
from shared.runtime.settings import embedded, from_environment

Sortie = Annotated[Path, typer.Option(help="Dossier où tout est écrit.")]
Dossier = Annotated[
    Path | None,
    typer.Option("--sortie", help="Dossier d'un essai ; sinon, les serveurs de l'environnement."),
]


@contextmanager
def opened(names: Sequence[str], folder: Path | None) -> Iterator[list[Component]]:
    """Raises Refus for an unknown service or a folder that holds no run."""
    if unknown := [name for name in names if name not in BUILDERS]:
        raise Refus(f"Service inconnu : {unknown[0]} (services : {', '.join(BUILDERS)}).")
    with ExitStack() as closing:
        components = []
        for name in names:
            component = started(BUILDERS[name], name, settings(name, folder))
            closing.callback(component.close)
            components.append(component)
        yield components


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
