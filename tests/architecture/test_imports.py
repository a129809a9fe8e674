"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

from fnmatch import fnmatch

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
    layers = [c for c in import_contracts().values() if c["type"] == "layers"]
    layered = {container for contract in layers for container in contract["containers"]}
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in modules("services")
        if path.name != "__init__.py"
    }

    unordered = {each for each in packages if not any(fnmatch(each, known) for known in layered)}
    assert unordered <= {
        "services.audit",
        "services.funding",
        "services.labellisation",
        "services.notifications",
        "services.onboarding",
    }


def test_the_embedded_path_loads_no_server_library() -> None:
    """Load every module of the console, except those that run or install servers."""
    embedded = {dotted(path) for path in modules("console")} - set(OF_SERVERS)
    loaded = python(LOADED, *sorted(embedded))

    assert {"console.cli", "console.execution.embedded", "console.essai.affichage"} <= embedded
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
