"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

from tests.architecture.house import ROOT, import_contracts, lint_imports, modules, python

SERVERS = ("nameko", "kombu", "amqp", "eventlet")
OF_SERVERS = frozenset(
    {
        *("__main__", "absents", "broker", "doctor", "entry", "examens", "installation"),
        "processes",
        "remote",
    }
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


def test_every_package_says_in_which_order_its_modules_import() -> None:
    """But for services/, whose packages are independent."""
    layered = {c["containers"][0] for c in import_contracts().values() if c["type"] == "layers"}
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in modules("services", "shared", "console")
        if path.name != "__init__.py"
    }

    assert packages == layered


def test_the_embedded_path_loads_no_server_library() -> None:
    """Whatever the command may load without being asked to run a process."""
    embedded = sorted({path.stem for path in modules("console")} - OF_SERVERS - {"__init__"})
    loaded = python(LOADED, *(f"console.{name}" for name in embedded))

    assert {"cli", "embedded", "spectacle"} <= set(embedded)
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
