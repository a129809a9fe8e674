"""An outage as an operator sees it: what `doctor` answers, and the alerts that reached somebody."""

import json
import subprocess
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from tests.deploy.pile import ROOT, Compose

DOCTOR = ("compose", "run", "--rm", "-T", "--no-deps", "console", "doctor", "--format", "json")
WELL = {"OK", "NON_VU"}

Examine = tuple[str, str]
"""A subject and an examination of `doctor`: `("funding", "relais")`."""


@dataclass
class Vue:
    """One outage: what `doctor` must find, and what it found (`constats`, `code`)."""

    panne: str
    examens: Set[Examine]
    alertes: Sequence[str]
    code: int = 0
    constats: dict[Examine, str] = field(default_factory=dict)

    def docteur(self, compose: Compose) -> bool:
        """Ask `doctor`; True if it names all that is wrong, and exits with a fault."""
        self.code, found = _answer(compose)
        for each in found:
            if each["etat"] not in WELL:
                self.constats[each["sujet"], each["examen"]] = each["constat"]
        return self.vue

    @property
    def vue(self) -> bool:
        return self.code > 0 and self.constats.keys() >= self.examens

    def dite(self) -> str:
        """The sentences of the examinations that had to find something."""
        said = (
            f"{sujet} : {examen} : {self.constats.get((sujet, examen), 'NON VU')}"
            for sujet, examen in sorted(self.examens)
        )
        return "\n".join(said)


def _answer(compose: Compose) -> tuple[int, list[dict[str, Any]]]:
    ran = subprocess.run(
        ("docker", *DOCTOR),
        cwd=ROOT,
        env=compose.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not ran.stdout.startswith("{"):
        raise RuntimeError(f"doctor n'a rien répondu\n{ran.stdout}{ran.stderr}")
    return ran.returncode, json.loads(ran.stdout)["constats"]
