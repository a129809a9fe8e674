"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

from tests.architecture.house import ROOT, dotted, lint_imports, modules, python

SERVERS = ("nameko", "kombu", "amqp", "eventlet")
OF_SERVERS = (
    *("console.__main__", "console.entry", "console.execution.processes"),
    *("console.execution.livraison", "console.execution.remote"),
    "console.execution.serveurs_absents",
    *("console.exploitation.courtier", "console.exploitation.doctor"),
    "console.exploitation.examens",
    *("console.installation.broker", "console.installation.comptes"),
    *("console.installation.installer", "console.installation.interface"),
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


def test_the_root_of_a_service_only_assembles_hosts_and_publishes() -> None:
    """Every other module is in the room of its subject."""
    services = [path.parent for path in (ROOT / "services").glob("*/__init__.py")]
    roots = {path.name for service in services for path in service.glob("*.py")}

    assert len(services) == 5
    assert roots == {"__init__.py", "component.py", "publishing.py", "questions.py", "service.py"}


def test_the_embedded_path_loads_no_server_library() -> None:
    """Load every module of the console, except those that run or install servers."""
    embedded = {dotted(path) for path in modules("console")} - set(OF_SERVERS)
    loaded = python(LOADED, *sorted(embedded))

    assert {"console.cli", "console.execution.embedded", "console.essai.affichage"} <= embedded
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
