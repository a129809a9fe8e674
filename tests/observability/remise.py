"""Prometheus, node_exporter and Alertmanager as deployed, on pages that tell every fault."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from pathlib import Path
from threading import Thread
from time import monotonic

import yaml

from tests.deploy.prometheus import FOLDER, hastened
from tests.servers.addresses import free_port, inherited
from tests.servers.children import ROOT, Children

RULES = ("regles.yml", "regles-machine.yml")
FASTER, EVERY, NOW = 60, "1s", "1s"
QUIET, PER_SECOND = 15.0, 5.0
"""Counters stay at zero for some seconds, then grow: retries must grow more than before."""

NAMES = {
    "prometheus": ("prometheus",),
    "alertmanager": ("prometheus-alertmanager", "alertmanager"),
    "node_exporter": ("prometheus-node-exporter", "node_exporter"),
}
"""Each program, under the name of Debian's package, then under its own."""

SUBJECT = re.compile(r"\[France Services\] Alerte : (\w+)")


def programs() -> Mapping[str, str | None]:
    """The path of each program; None if it is not on this machine."""
    return {
        name: next(filter(None, map(shutil.which, known)), None) for name, known in NAMES.items()
    }


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


class Webhook(ThreadingHTTPServer):
    """Keeps the name of each alert that is told to it."""

    def __init__(self) -> None:
        self.told: set[str] = set()
        super().__init__(("127.0.0.1", 0), Told)


class Told(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        body = loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told |= {each["labels"]["alertname"] for each in body["alerts"]}
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[int]:
    """The port of this server, which answers until the block ends."""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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

    def __init__(self, folder: Path, children: Children, page: int, webhook: int) -> None:
        self.folder, self.children, self.page = folder, children, page
        self.mails = folder / "courriels"
        self.alertmanager, self.machine, self.smtp = (free_port() for _ in range(3))
        self.found = {name: str(path) for name, path in programs().items()}
        self.variables = {
            **inherited(),
            "ALERTES_A": "exploitation@example.org",
            "ALERTES_DE": "alertes@example.org",
            "ALERTES_WEBHOOK": f"http://127.0.0.1:{webhook}/",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": f"{self.smtp}",
            "CONFIG": str(folder / "alertmanager.yml"),
            "ALERTMANAGER": self.found["alertmanager"],
            "SECRETS": str(folder),
        }

    def start(self, root: Path) -> None:
        """Start the mailbox, node_exporter on this root, Alertmanager and Prometheus."""
        self._mailbox()
        self._exporter(root)
        self._alertmanager()
        self._prometheus()

    def _run(self, name: str, *words: str) -> None:
        self.children.start(words, self.folder / f"{name}.log", self.variables)

    def _mailbox(self) -> None:
        words = ("mailbox", "--sortie", str(self.mails), "--adresse", "127.0.0.1")
        self._run("mailbox", "france-services", *words, "--port", f"{self.smtp}")

    def _exporter(self, root: Path) -> None:
        """With the options of deploy/observability.yml."""
        stack = yaml.safe_load((ROOT / "deploy" / "observability.yml").read_text(encoding="utf-8"))
        options = [
            each.replace("=/", f"={root}/") for each in stack["services"]["machine"]["command"]
        ]
        place = f"--web.listen-address=127.0.0.1:{self.machine}"
        self._run("machine", self.found["node_exporter"], *options, place, f"--path.rootfs={root}")

    def _alertmanager(self) -> None:
        """With the deployed script and texts; only the waits are shorter."""
        copy = self.folder / "observability"
        shutil.copytree(FOLDER, copy)
        settings = yaml.safe_load((copy / "alertmanager.yml").read_text(encoding="utf-8"))
        settings["route"] |= {"group_wait": NOW, "group_interval": NOW}
        (copy / "alertmanager.yml").write_text(yaml.safe_dump(settings))
        words = (f"--storage.path={self.folder}/alertmanager", "--cluster.listen-address=")
        place = f"--web.listen-address=127.0.0.1:{self.alertmanager}"
        self._run("alertmanager", str(copy / "alertmanager.sh"), *words, place)

    def _prometheus(self) -> None:
        """With the deployed rules and jobs; addresses for Docker's names, and shorter waits."""
        settings = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
        settings["global"] = {"scrape_interval": EVERY, "evaluation_interval": EVERY}
        for job in settings["scrape_configs"]:
            job.pop("relabel_configs", None)
            del job["dns_sd_configs"]
            job["static_configs"] = self._targets(job["job_name"])
        [alerting] = settings["alerting"]["alertmanagers"]
        del alerting["dns_sd_configs"]
        alerting["static_configs"] = [{"targets": [f"127.0.0.1:{self.alertmanager}"]}]
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

    def mailed(self) -> set[str]:
        """The alerts that the mailbox has received."""
        mails = (
            message_from_bytes(each.read_bytes(), policy=policy.default) for each in self._eml()
        )
        return set(SUBJECT.findall("\n".join(str(mail["Subject"]) for mail in mails)))

    def _eml(self) -> Sequence[Path]:
        return list(self.mails.glob("*.eml")) if self.mails.is_dir() else []


@contextmanager
def chain(folder: Path, text: str) -> Iterator[tuple[Chain, Webhook]]:
    """The chain at work, on this page of measures."""
    with ExitStack() as closing:
        page = closing.enter_context(serving(Page(text)))
        webhook = Webhook()
        told = closing.enter_context(serving(webhook))
        archives = closing.enter_context(full_disk(folder / "racine"))
        fail_to_back_up(archives)
        ready = Chain(folder, closing.enter_context(Children()), page, told)
        ready.start(folder / "racine")
        yield ready, webhook


def available() -> bool:
    """True if the three programs are there, and this user may mount the disk."""
    return all(programs().values()) and os.geteuid() == 0
