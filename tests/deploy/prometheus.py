"""A Prometheus beside the containers, which evaluates the deployed alerts and panels."""

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import yaml

from shared.files import write_whole
from shared.runtime.accounts import READER
from tests.deploy.pile import PROCESSES, ROOT, Compose, until
from tests.observability.alertmanager import FOLDER, Receivers, programs, receivers
from tests.servers.addresses import free_port, inherited
from tests.servers.children import Children

RULES = ("regles.yml", "regles-machine.yml")
FASTER = 10
"""Windows and waits are shorter than those of the rules; queries and thresholds are the same."""

EVERY, INTERVAL, STEP = "2s", "30s", "1"
"""`STEP` is below `EVERY`: a value that one reading alone saw is found again."""

FOUND = '{{__name__=~"{}(_count)?"}}'
SECONDS = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"(?<=[\[ ])(\d+)([smh])(?=[\]) ]|$)", re.M)


class NoPrometheus(Exception):
    """`prometheus` or `alertmanager` is not on this machine."""


@dataclass(frozen=True)
class Answer:
    """The answer to a query over the whole trial: number of series, greatest value."""

    query: str
    series: int
    most: float


class Prometheus:
    def __init__(self, compose: Compose, folder: Path, port: int, told: Receivers) -> None:
        self.compose, self.folder, self.receivers = compose, folder, told
        self.url = f"http://127.0.0.1:{port}/api/v1"
        self.begun = time.time()

    def configure(self) -> Path:
        """Write the configuration of deploy/observability, with addresses for Docker's names."""
        settings = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
        settings["global"] = {"scrape_interval": EVERY, "evaluation_interval": EVERY}
        settings["rule_files"] = list(RULES)
        [alerting] = settings["alerting"]["alertmanagers"]
        settings["alerting"]["alertmanagers"] = [self.receivers.alerting(alerting)]
        for job in settings["scrape_configs"]:
            del job["dns_sd_configs"]
            job.pop("relabel_configs", None)
            job["file_sd_configs"] = [{"files": [str(self._targets(job["job_name"]))]}]
        self.discover()
        for name in RULES:
            (self.folder / name).write_text(hastened(name), encoding="utf-8")
        path = self.folder / "prometheus.yml"
        path.write_text(yaml.safe_dump(settings), encoding="utf-8")
        return path

    def discover(self) -> None:
        """Write the containers' current addresses for Prometheus."""
        ours = (*PROCESSES, READER, "inscription", "webhooks")
        found = {name: self._address(name) for name in (*ours, "rabbitmq", "machine")}
        processes = [
            {"targets": [f"{found[name]}:8080"], "labels": {"processus": name}} for name in ours
        ]
        broker = [{"targets": [f"{found['rabbitmq']}:15692"]}]
        write_whole(self._targets("france-services"), json.dumps(processes).encode())
        machine = [{"targets": [f"{found['machine']}:9100"]}]
        for job, targets in {"rabbitmq": broker, "files": broker, "machine": machine}.items():
            write_whole(self._targets(job), json.dumps(targets).encode())

    def _targets(self, job: str) -> Path:
        return self.folder / f"{job}.json"

    def _address(self, name: str) -> str:
        [container] = self.compose.containers(name)
        network = f"{self.compose.project}_messages"
        template = f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
        return self.compose.docker("inspect", "--format", template, container).strip()

    def ask(self, what: str, **words: str) -> Any:
        with urlopen(f"{self.url}/{what}?{urlencode(words)}", timeout=30) as answer:
            return json.load(answer)["data"]

    def reached(self) -> set[str]:
        """The alerts that came to the mailbox and to the webhook."""
        return self.receivers.reached()

    def over(self, query: str) -> Answer:
        """The answer to a query since the beginning of the trial."""
        words = {"start": f"{self.begun}", "end": f"{time.time()}", "step": STEP}
        found = self.ask("query_range", query=query, **words)["result"]
        values = [float(value) for series in found for _, value in series["values"]]
        numbers = [value for value in values if not isnan(value)]
        return Answer(query, len(found), max(numbers, default=0.0))

    def ready(self) -> bool:
        try:
            return bool(self.ask("query", query="up")["result"])
        except OSError:
            return False


@contextmanager
def prometheus(compose: Compose) -> Iterator[Prometheus]:
    """Run Prometheus and Alertmanager beside these containers; raises NoPrometheus without them."""
    program, port = shutil.which("prometheus"), free_port()
    if not program or not programs()["alertmanager"]:
        raise NoPrometheus("Il faut les paquets Debian prometheus et prometheus-alertmanager.")
    with ExitStack() as closing:
        folder = Path(closing.enter_context(TemporaryDirectory(prefix="fs-prometheus-")))
        children = closing.enter_context(Children())
        told = closing.enter_context(receivers(folder, children))
        beside = Prometheus(compose, folder, port, told)
        words = (
            program,
            f"--config.file={beside.configure()}",
            f"--storage.tsdb.path={folder}/donnees",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        )
        children.start(words, folder / "log", inherited())
        until(beside.ready, "Prometheus ne relève rien")
        yield beside


def hastened(name: str = "regles.yml", faster: int = FASTER) -> str:
    """The rules of this file, with their durations divided by `faster`."""
    rules = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    for rule in (each for group in rules["groups"] for each in group["rules"]):
        rule["for"] = "0s"
        rule["expr"] = DURATION.sub(partial(_divided, faster), rule["expr"])
    text: str = yaml.safe_dump(rules, allow_unicode=True)
    return text


def _divided(faster: int, found: re.Match[str]) -> str:
    return f"{int(found[1]) * SECONDS[found[2]] // faster}s"


def alerts() -> Sequence[str]:
    files = [yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")) for name in RULES]
    return [rule["alert"] for each in files for group in each["groups"] for rule in group["rules"]]


def panels() -> Mapping[str, Sequence[str]]:
    """The queries of each panel, by title."""
    text = (FOLDER / "grafana" / "tableaux" / "france-services.json").read_text(encoding="utf-8")
    drawn = [each for each in json.loads(text)["panels"] if each["type"] != "row"]
    return {
        each["title"]: [t["expr"].replace("$__rate_interval", INTERVAL) for t in each["targets"]]
        for each in drawn
    }


def measures() -> Sequence[str]:
    """Every measure that docs/exploitation/mesures.md explains."""
    page = (ROOT / "docs" / "exploitation" / "mesures.md").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"`(france_services_\w+)`", page)))
