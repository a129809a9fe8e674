"""Prometheus, node_exporter and Alertmanager as deployed, on pages that tell every fault."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from time import monotonic

import yaml

from tests.deploy.prometheus import RULES, hastened
from tests.observability.alertmanager import FOLDER, Receivers, programs, receivers, serving
from tests.servers.addresses import free_port, inherited
from tests.servers.children import ROOT, Children

FASTER, EVERY = 60, "1s"
QUIET, PER_SECOND = 15.0, 5.0
"""Counters stay at zero for some seconds, then grow: retries must grow more than before."""


class Page(ThreadingHTTPServer):
    """The measures of processes and of a broker in every fault, whatever the path."""

    def __init__(self, text: str) -> None:
        self.text, self.begun = text, monotonic()
        super().__init__(("127.0.0.1", 0), Measures)

    def measures(self) -> bytes:
        grown = max(0.0, monotonic() - self.begun - QUIET) * PER_SECOND
        return self.text.replace("CROIT", f"{grown:.0f}").encode()


class Measures(BaseHTTPRequestHandler):
    server: Page

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(self.server.measures())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def full_disk(root: Path) -> Iterator[Path]:
    """A volume of archives on a small disk, nearly full; node_exporter sees `root` as `/`."""
    place = root / "surveille" / "archives"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)
    try:
        (place / "bases").mkdir()
        (place / "mesures").mkdir()
        (place / "remplissage").write_bytes(bytes(930_000))
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def fail_to_back_up(archives: Path) -> None:
    """Run sauvegarder.sh where no server answers."""
    variables = {**inherited(), "ARCHIVES": str(archives), "PGHOST": str(archives)}
    words = [ROOT / "deploy" / "postgres" / "sauvegarder.sh"]
    done = subprocess.run(words, env=variables, capture_output=True, check=False)
    assert done.returncode != 0


class Chain:
    """The chain of an alert, from the measures to the mailbox and to the webhook."""

    def __init__(self, folder: Path, children: Children, page: int, receivers: Receivers) -> None:
        self.folder, self.children, self.page = folder, children, page
        self.receivers = receivers
        self.machine = free_port()
        self.found = {name: str(path) for name, path in programs().items()}

    def start(self, root: Path) -> None:
        """Start node_exporter on this root, and Prometheus."""
        self._exporter(root)
        self._prometheus()

    def _run(self, name: str, *words: str) -> None:
        self.children.start(words, self.folder / f"{name}.log", inherited())

    def _exporter(self, root: Path) -> None:
        """With the options of deploy/observability.yml."""
        stack = yaml.safe_load((ROOT / "deploy" / "observability.yml").read_text(encoding="utf-8"))
        options = [
            each.replace("=/", f"={root}/") for each in stack["services"]["machine"]["command"]
        ]
        place = f"--web.listen-address=127.0.0.1:{self.machine}"
        self._run("machine", self.found["node_exporter"], *options, place, f"--path.rootfs={root}")

    def _prometheus(self) -> None:
        """With the deployed rules and jobs; addresses for Docker's names, and shorter waits."""
        settings = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
        settings["global"] = {"scrape_interval": EVERY, "evaluation_interval": EVERY}
        for job in settings["scrape_configs"]:
            job.pop("relabel_configs", None)
            del job["dns_sd_configs"]
            job["static_configs"] = self._targets(job["job_name"])
        [alerting] = settings["alerting"]["alertmanagers"]
        settings["alerting"]["alertmanagers"] = [self.receivers.alerting(alerting)]
        for name in RULES:
            (self.folder / name).write_text(hastened(name, FASTER), encoding="utf-8")
        (self.folder / "prometheus.yml").write_text(dumps(settings))
        place = f"--web.listen-address=127.0.0.1:{free_port()}"
        words = (f"--storage.tsdb.path={self.folder}/tsdb", "--log.level=warn", place)
        self._run(
            "prometheus",
            self.found["prometheus"],
            f"--config.file={self.folder}/prometheus.yml",
            *words,
        )

    def _targets(self, job: str) -> Sequence[Mapping[str, object]]:
        """Those that answer, and one that does not."""
        port = self.machine if job == "machine" else self.page
        labels = {"processus": "funding"} if job == "france-services" else {}
        return [{"targets": [f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}"], "labels": labels}]


@contextmanager
def chain(folder: Path, text: str) -> Iterator[Receivers]:
    """Those whom the chain tells, at work on this page of measures."""
    with ExitStack() as closing:
        page = closing.enter_context(serving(Page(text)))
        archives = closing.enter_context(full_disk(folder / "racine"))
        fail_to_back_up(archives)
        children = closing.enter_context(Children())
        told = closing.enter_context(receivers(folder, children))
        Chain(folder, children, page, told).start(folder / "racine")
        yield told


def available() -> bool:
    """True if the three programs are there, and this user may mount the disk."""
    return all(programs().values()) and os.geteuid() == 0
