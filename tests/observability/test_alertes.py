"""Each alert rings when it must, names its runbook, and queries measures that exist."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from console.execution.services import BUILDERS
from shared.limits import (
    DEMANDES_EN_ATTENTE,
    FAITS_EN_ATTENTE,
    QUESTIONS_EN_ATTENTE,
    REPONSES_EN_ATTENTE,
)
from shared.observability import metrics as ours
from shared.runtime.accounts import READER
from tests.observability.faits import OF_RABBITMQ
from tests.observability.processus import Processus
from tests.servers.children import ROOT

DEPLOY = ROOT / "deploy" / "observability"
PROMTOOL = shutil.which("promtool")
NEEDS_PROMTOOL = pytest.mark.skipif(not PROMTOOL, reason="promtool (paquet prometheus) absent")

NOT_A_MEASURE = r"\{[^}]*\}|\[[^\]]*\]|\w+ (?:by|without) \([^)]*\)|\b\w+(?=\()"
WORDS = {"and", "or", "unless", "offset"}
NAMED = re.compile(r"(\w+)(?:=|!=|=~|!~)\"|(?:by|without) \(([^)]*)\)")
NOT_OURS = {"device", "instance", "job", "le", "mountpoint", "processus", "queue", "vhost"}
"""Labels that Prometheus, prometheus.yml, RabbitMQ or node_exporter give."""
OF_PARKED = {"state", "webhook"}
"""Exposed only where something is parked, which test_metrics.py does."""


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


RULES = ("regles.yml", "regles-machine.yml")
ALERTS = {
    rule["alert"]: rule
    for name in RULES
    for group in read(name)["groups"]
    for rule in group["rules"]
}
OF_THE_MACHINE = {
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "postgres_backup_last_failure_timestamp_seconds",
    "postgres_backup_last_success_timestamp_seconds",
}
"""Of node_exporter and sauvegarder.sh: test_remise.py has them read by the former."""

DASHBOARD = json.loads(
    (DEPLOY / "grafana" / "tableaux" / "france-services.json").read_text(encoding="utf-8")
)


def panels() -> Iterator[Any]:
    return (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


def queries() -> dict[str, list[str]]:
    """The queries of each alert and of each panel, by name."""
    shown = {each["title"]: [t["expr"] for t in each["targets"]] for each in panels()}
    return {name: [rule["expr"]] for name, rule in ALERTS.items()} | shown


def measures(query: str) -> set[str]:
    """The measures of a query: its words without functions, labels and durations."""
    return set(re.findall(r"\b[a-z_]+\b", re.sub(NOT_A_MEASURE, " ", query))) - WORDS - {"h", "m"}


def labels(query: str) -> set[str]:
    """The labels that a query selects or groups by."""
    chosen = {one for one, _ in NAMED.findall(query) if one}
    return chosen.union(*(group.split(", ") for _, group in NAMED.findall(query) if group))


@NEEDS_PROMTOOL
@pytest.mark.parametrize(
    "words",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", *RULES),
        ("test", "rules", "regles.test.yml"),
    ],
    ids=" ".join,
)
def test_promtool_finds_nothing_to_say(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [str(PROMTOOL), *words], cwd=DEPLOY, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_seen_to_ring_and_to_keep_quiet() -> None:
    tried = [case for test in read("regles.test.yml")["tests"] for case in test["alert_rule_test"]]

    assert {case["alertname"] for case in tried if "exp_alerts" in case} == ALERTS.keys()
    assert {case["alertname"] for case in tried if "exp_alerts" not in case} == ALERTS.keys()


@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_leads_to_what_must_be_done(name: str) -> None:
    page, _, anchor = ALERTS[name]["annotations"]["runbook"].partition("#")

    titles = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.M)
    assert anchor in [title.lower() for title in titles]
    assert ALERTS[name]["labels"]["severity"] in ("critical", "warning")


def test_each_query_asks_for_measures_that_exist(service: Processus, worker: Processus) -> None:
    existing = OF_RABBITMQ | OF_THE_MACHINE | {"up"} | exposed(service) | exposed(worker)

    unknown = {
        name: set().union(*map(measures, each)) - existing for name, each in queries().items()
    }
    assert {name: missing for name, missing in unknown.items() if missing} == {}
    assert len(unknown) > 40


def test_each_query_asks_for_labels_that_exist(service: Processus, worker: Processus) -> None:
    """The labels of a measure without a sample yet are read from its declaration."""
    samples = [*service.metrics().values(), *worker.metrics().values()]
    seen = {name for family in samples for pairs in family for name, _ in pairs}
    declared = [vars(each).get("_labelnames", ()) for each in vars(ours).values() if counts(each)]
    existing = NOT_OURS | OF_PARKED | seen.union(*declared)

    unknown = {name: set().union(*map(labels, each)) - existing for name, each in queries().items()}
    assert {name: missing for name, missing in unknown.items() if missing} == {}


def counts(value: object) -> bool:
    return isinstance(value, Counter | Gauge | Histogram)


def exposed(processus: Processus) -> set[str]:
    """Every series of each family, those without a sample yet included."""
    text = processus.get("/metrics")[1].decode()
    found: set[str] = set()
    for name, kind in re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M):
        parts = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        found |= {f"{name}{part}" for part in parts}
    return found


def test_every_process_is_watched() -> None:
    [processes, *_] = read("prometheus.yml")["scrape_configs"]
    watched = {f"{name}{suffix}" for name in BUILDERS for suffix in ("", "-worker")}
    watched |= {READER, "inscription", "webhooks"}

    [discovery] = processes["dns_sd_configs"]
    assert (set(discovery["names"]), discovery["port"]) == (watched, 8080)
    assert watched == set(re.findall(r'processus="([a-z-]+)"', ALERTS["ProcessusArrete"]["expr"]))


def test_the_dashboard_finds_its_sources_and_says_what_it_shows() -> None:
    folder = DEPLOY / "grafana" / "provisioning"
    sources = read("grafana/provisioning/datasources/sources.yml")["datasources"]

    assert {each["datasource"]["uid"] for each in panels()} <= {each["uid"] for each in sources}
    assert {each["type"] for each in sources} == {"prometheus", "tempo"}
    assert len({each["title"] for each in panels()}) == len(list(panels()))
    assert (folder / "dashboards" / "tableaux.yml").is_file()


def test_a_label_is_known_from_where_it_stands() -> None:
    query = 'sum by (service, le) (rate(a_total{x="b", y!~"c"}[5m])) > max without (z) (b_count)'

    assert labels(query) == {"service", "le", "x", "y", "z"}


@pytest.mark.parametrize(
    "query, found",
    [
        ('sum by (service) (rate(a_total{x="b"}[5m])) > 3 * b_count', {"a_total", "b_count"}),
        ("histogram_quantile(0.95, sum by (le) (rate(c_bucket[1h] offset 10m)))", {"c_bucket"}),
    ],
)
def test_a_measure_is_known_from_what_surrounds_it(query: str, found: set[str]) -> None:
    assert measures(query) == found


def test_an_account_is_warned_of_at_four_fifths_of_each_of_its_limits() -> None:
    query = ALERTS["FileDeComptePresquePleine"]["expr"]
    bounds = (
        DEMANDES_EN_ATTENTE,
        QUESTIONS_EN_ATTENTE,
        REPONSES_EN_ATTENTE,
        FAITS_EN_ATTENTE,
    )

    assert re.findall(r"> (\d+)", query) == [str(each.valeur * 4 // 5) for each in bounds]
