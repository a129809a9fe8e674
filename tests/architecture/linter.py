"""Run in a copy of the repository: breaks each import rule in turn, and prints the results.

One interpreter for all: starting one per rule would take longer than the rules.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from importlinter.cli import lint_imports


def broken(contract: str, importer: str, imported: str) -> tuple[int, str]:
    """The linter's exit code and output, with one import too many, which is then removed."""
    module = Path(*importer.split(".")).with_suffix(".py")
    source = module.read_text(encoding="utf-8")
    module.write_text(f"import {imported}\n{source}", encoding="utf-8")
    try:
        with redirect_stdout(io.StringIO()) as output:
            code = lint_imports(limit_to_contracts=(contract,), no_cache=True, no_logo=True)
    finally:
        module.write_text(source, encoding="utf-8")
    return code, " ".join(output.getvalue().split())


if __name__ == "__main__":
    breaches: dict[str, tuple[str, str]] = json.load(sys.stdin)
    print(json.dumps({contract: broken(contract, *each) for contract, each in breaches.items()}))
