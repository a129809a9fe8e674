"""The import rules of pyproject.toml hold; the embedded path loads no server's library."""

import pytest

from tests.architecture.house import lint_imports, python

SERVERS = ("nameko", "kombu", "amqp", "eventlet")


def test_the_architecture_holds() -> None:
    lint = lint_imports()

    assert lint.returncode == 0, lint.stdout + lint.stderr


@pytest.mark.parametrize("entry", ["console.cli", "console.embedded", "console.demo"])
def test_the_embedded_path_loads_no_server_library(entry: str) -> None:
    loaded = python(f"import sys, {entry}; print([m for m in {SERVERS} if m in sys.modules])")

    assert (loaded.returncode, loaded.stdout.strip()) == (0, "[]"), loaded.stdout + loaded.stderr
