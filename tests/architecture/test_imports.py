"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

from tests.architecture.house import ROOT, dotted, import_contracts, lint_imports, modules, python

SERVERS = ("nameko", "kombu", "amqp", "eventlet")
OF_SERVERS = (
    *("console.__main__", "console.entry", "console.execution.processes"),
    *("console.execution.remote", "console.execution.serveurs_absents"),
    *("console.exploitation.doctor", "console.exploitation.examens"),
    *("console.installation.broker", "console.installation.installer"),
)
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
    """What a room holds (`domain`, `rules`…) may be a package: it is then without circles."""
    contracts = import_contracts()
    layered = {
        each for c in contracts.values() if c["type"] == "layers" for each in c["containers"]
    }
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in modules("services")
        if path.name != "__init__.py"
    }
    held = {
        each for each in packages if each.rpartition(".")[0] in contracts["rooms"]["containers"]
    }

    assert (packages - held) | {"shared", "console"} == layered
    assert {".".join(each.split(".")[:2]) for each in held} <= set(
        contracts["circles"]["ancestors"]
    )


def test_the_embedded_path_loads_no_server_library() -> None:
    """Whatever the command may load without being asked to run a process."""
    embedded = {dotted(path) for path in modules("console")} - set(OF_SERVERS)
    loaded = python(LOADED, *sorted(embedded))

    assert {"console.cli", "console.execution.embedded", "console.essai.affichage"} <= embedded
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
