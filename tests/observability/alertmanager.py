"""Alertmanager as deployed, between whoever tells an alert, a mailbox and a webhook."""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from pathlib import Path
from threading import Thread

import yaml

from tests.servers.addresses import free_port, inherited
from tests.servers.children import ROOT, Children

FOLDER = ROOT / "deploy" / "observability"
NOW = "1s"

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


class Receivers:
    """The deployed Alertmanager, which writes to a mailbox and calls a webhook."""

    def __init__(self, folder: Path, children: Children, webhook: Webhook) -> None:
        self.folder, self.children, self.webhook = folder, children, webhook
        self.mails = folder / "courriels"
        self.alertmanager, self.smtp = free_port(), free_port()
        self.variables = {
            **inherited(),
            "ALERTES_A": "exploitation@example.org",
            "ALERTES_DE": "alertes@example.org",
            "ALERTES_WEBHOOK": f"http://127.0.0.1:{webhook.server_port}/",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": f"{self.smtp}",
            "CONFIG": str(folder / "alertmanager.yml"),
            "ALERTMANAGER": str(programs()["alertmanager"]),
            "SECRETS": str(folder),
        }

    def start(self) -> None:
        self._mailbox()
        self._alertmanager()

    def _run(self, name: str, *words: str) -> None:
        self.children.start(words, self.folder / f"{name}.log", self.variables)

    def _mailbox(self) -> None:
        words = ("mailbox", "--sortie", str(self.mails), "--adresse", "127.0.0.1")
        console = (sys.executable, "-m", "console")
        self._run("mailbox", *console, *words, "--port", f"{self.smtp}")

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

    def alerting(self, deployed: Mapping[str, object]) -> dict[str, object]:
        """How Prometheus is told where Alertmanager is: a port here, a name in Docker."""
        kept = {name: value for name, value in deployed.items() if name != "dns_sd_configs"}
        return {**kept, "static_configs": [{"targets": [f"127.0.0.1:{self.alertmanager}"]}]}

    def mailed(self) -> set[str]:
        """The alerts that the mailbox has received."""
        mails = (
            message_from_bytes(each.read_bytes(), policy=policy.default) for each in self._eml()
        )
        return set(SUBJECT.findall("\n".join(str(mail["Subject"]) for mail in mails)))

    def _eml(self) -> Sequence[Path]:
        return list(self.mails.glob("*.eml")) if self.mails.is_dir() else []

    def told(self) -> set[str]:
        """The alerts with which the webhook was called."""
        return set(self.webhook.told)

    def reached(self) -> set[str]:
        """The alerts that came by both ways."""
        return self.mailed() & self.told()


@contextmanager
def receivers(folder: Path, children: Children) -> Iterator[Receivers]:
    """Alertmanager, the mailbox and the webhook at work, in this folder."""
    webhook = Webhook()
    with serving(webhook):
        ready = Receivers(folder, children, webhook)
        ready.start()
        yield ready
