"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

from pathlib import Path

from tests.architecture.house import ROOT, dotted, import_contracts, lint_imports, modules, python

SERVERS = ("nameko", "kombu", "amqp", "eventlet")
OF_SERVERS = (
    *("console.__main__", "console.entry", "console.execution.processes"),
    *("console.execution.remote", "console.execution.serveurs_absents"),
    *("console.exploitation.doctor", "console.exploitation.examens"),
    *("console.installation.broker", "console.installation.installer"),
)
FURNITURE = frozenset({"domain", "effects", "projections", "questions", "rules"})
"""What a room holds, where one module is not enough: its modules form no circle."""
LOADED = f"""
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print([name for name in {SERVERS} if name in sys.modules])
"""


def test_the_architecture_holds() -> None:
    lint = lint_imports()

    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_every_package_of_a_service_says_in_which_order_its_modules_import() -> None:
    layers = [c for c in import_contracts().values() if c["type"] == "layers"]
    layered = {container for contract in layers for container in contract["containers"]}
    packages = {_room(path) for path in modules("services") if path.name != "__init__.py"}

    assert packages | {"shared", "console"} == layered


def _room(path: Path) -> str:
    folder = path.parent.parent if path.parent.name in FURNITURE else path.parent
    return ".".join(folder.relative_to(ROOT).parts)


def test_the_embedded_path_loads_no_server_library() -> None:
    """Whatever the command may load without being asked to run a process."""
    embedded = {dotted(path) for path in modules("console")} - set(OF_SERVERS)
    loaded = python(LOADED, *sorted(embedded))

    assert {"console.cli", "console.execution.embedded", "console.essai.affichage"} <= embedded
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
