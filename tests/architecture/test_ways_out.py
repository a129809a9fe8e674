"""Each way out of the programme has one door, where data is never taken for an order."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, dotted, modules, text_files

RICH = {"console.screen", "console.progress"}
HEADERS = {"services.notifications.courriels.effects.entetes"}
MARKUP = {"console.contrats.champs", "console.contrats.page", "console.contrats.types"}
STREAMS = {"console.screen", "shared.observability.logs", "shared.observability.stderr"}
FROM_MARKUP = {"from_markup", "from_ansi"}
AUTOESCAPED = {"True", "select_autoescape(['html.j2'], default_for_string=False)"}
EVALUATED = re.compile(r"\beval\(|\|\s*safe\b|autoescape\s+false|Markup\(")

Breach = Callable[[ast.AST, str], bool]


def imports(node: ast.AST) -> Iterator[str]:
    """The dotted names that this statement imports."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{each.name}" for each in node.names)


def called(node: ast.AST) -> str:
    """The name of the function that is called, as it is written."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def writes_on_the_screen(node: ast.AST, module: str) -> bool:
    rich = any(each.split(".")[0] == "rich" for each in imports(node)) and module not in RICH
    return rich or called(node) in {"print", "typer.echo", "typer.secho", "click.echo"}


def writes_on_a_stream(node: ast.AST, module: str) -> bool:
    known = isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}
    return known and module not in STREAMS


def reads_markup(node: ast.AST, module: str) -> bool:
    asked = isinstance(node, ast.keyword) and node.arg in {"markup", "emoji"}
    refused = asked and isinstance(node, ast.keyword) and ast.unparse(node.value) == "False"
    return (asked and not refused) or called(node).rpartition(".")[2] in FROM_MARKUP


def writes_csv(node: ast.AST, module: str) -> bool:
    return called(node) in {"csv.writer", "csv.DictWriter"} and module != "shared.spreadsheet"


def makes_a_message(node: ast.AST, module: str) -> bool:
    libraries = ("email.mime", "email.header", "email.headerregistry", "email.policy")
    made = called(node).rpartition(".")[2] in {"EmailMessage", "MIMEText", "MIMEMultipart"}
    return (made or any(each.startswith(libraries) for each in imports(node))) and (
        module not in HEADERS
    )


def sets_a_header(node: ast.AST, module: str) -> bool:
    """`message["Subject"] = …`, for any object named after a message."""
    if module in HEADERS or not isinstance(node, ast.Assign):
        return False
    indexed = (each for each in node.targets if isinstance(each, ast.Subscript))
    return any(ast.unparse(each.value).rpartition(".")[2] == "message" for each in indexed)


def renders_without_escaping(node: ast.AST, module: str) -> bool:
    if called(node).rpartition(".")[2] not in {"Environment", "Template", "from_string"}:
        return False
    assert isinstance(node, ast.Call)
    if called(node).endswith("from_string"):
        return False  # by an environment, which escapes
    given = {each.arg: ast.unparse(each.value) for each in node.keywords}
    return given.get("autoescape") not in AUTOESCAPED


def trusts_markup(node: ast.AST, module: str) -> bool:
    return called(node) == "Markup" and module not in MARKUP


def typesets_source(node: ast.AST, module: str) -> bool:
    """typst compiles a template that we ship: a text that was put together could hold data."""
    if called(node) != "typst.compile":
        return False
    assert isinstance(node, ast.Call)
    return isinstance(node.args[0], ast.JoinedStr | ast.BinOp)


DOORS: dict[str, tuple[Breach, str]] = {
    "screen": (writes_on_the_screen, "print(x)"),
    "rich": (writes_on_the_screen, "from rich.table import Table"),
    "stream": (writes_on_a_stream, "sys.stdout.write(x)"),
    "markup": (reads_markup, "Console(markup=True)"),
    "ansi": (reads_markup, "Text.from_ansi(x)"),
    "csv": (writes_csv, "csv.writer(file)"),
    "message": (makes_a_message, "EmailMessage()"),
    "policy": (makes_a_message, "from email.policy import SMTP"),
    "header": (sets_a_header, "entetes.message['Subject'] = x"),
    "jinja": (renders_without_escaping, "Environment(loader=x)"),
    "template": (renders_without_escaping, "jinja2.Template(x)"),
    "html": (trusts_markup, "Markup(x)"),
    "typst": (typesets_source, "typst.compile(f'= {x}')"),
}


def breaches(breach: Breach, source: str, module: str) -> list[int]:
    """The lines where it is found."""
    return [
        getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if breach(node, module)
    ]


@pytest.mark.parametrize("door", DOORS)
def test_there_is_no_other_way_out(door: str) -> None:
    breach, _ = DOORS[door]
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules(*PACKAGES)
        for line in breaches(breach, path.read_text(encoding="utf-8"), dotted(path))
    }

    assert found == set()


@pytest.mark.parametrize("door", DOORS)
def test_another_way_out_would_be_seen(door: str) -> None:
    breach, example = DOORS[door]

    assert breaches(breach, example, "services.funding.forfait.application")


def templates() -> list[Path]:
    return [path for path in text_files() if path.suffix in {".j2", ".typ"}]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_evaluates_no_data(path: Path) -> None:
    assert not EVALUATED.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["#eval(a.nom)", "{{ nom | safe }}", "{% autoescape false %}"])
def test_an_evaluation_would_be_seen(text: str) -> None:
    assert EVALUATED.search(text)
