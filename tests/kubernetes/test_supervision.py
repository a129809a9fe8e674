"""The optional supervision, for a cluster with the Prometheus operator."""

import re
from typing import Any

from tests.kubernetes.built import (
    PRODUCTION,
    ROOT,
    SUPERVISION,
    WATCHED,
    built,
    of_kind,
    pods,
    selects,
)


def test_it_is_not_there_unless_it_is_asked_for() -> None:
    kinds = {each["kind"] for each in built(SUPERVISION)} - {
        each["kind"] for each in built(PRODUCTION)
    }

    assert kinds == {"PodMonitor", "PrometheusRule"}
    assert len(built(SUPERVISION)) == len(built(PRODUCTION)) + 2


def test_the_processes_are_measured_by_a_port_that_they_have() -> None:
    [monitor] = of_kind("PodMonitor", SUPERVISION).values()
    watched = {
        pod.name for pod in pods().values() if selects(monitor["spec"]["selector"], pod.labels)
    }
    [end] = monitor["spec"]["podMetricsEndpoints"]

    assert watched == WATCHED.keys()
    assert all(
        end["port"] in {each["name"] for each in pods()[name].container["ports"]}
        for name in watched
    )


def test_a_process_is_named_as_the_alerts_of_the_house_name_it() -> None:
    """In Prometheus, a regex must match the whole value."""
    [monitor] = of_kind("PodMonitor", SUPERVISION).values()
    [end] = monitor["spec"]["podMetricsEndpoints"]
    job, process = end["relabelings"]
    given = {name: joined(process, pods()[name].labels) for name in WATCHED}
    found = {name: re.fullmatch(process["regex"], value) for name, value in given.items()}
    names = {name: match and match.expand(r"\1\2\3\4") for name, match in found.items()}

    assert process["replacement"] == "$1$2$3$4" and names == WATCHED
    for label, values in {
        "job": {job["replacement"]},
        "processus": set(WATCHED.values()),
    }.items():
        rules = (ROOT / "deploy/observability/regles.yml").read_text(encoding="utf-8")
        assert values <= set(re.findall(rf'up{{{label}="([^"]+)"', rules))


def joined(relabeling: dict[str, Any], labels: dict[str, str]) -> str:
    meta = {f"__meta_kubernetes_pod_label_{re.sub('[./]', '_', k)}": v for k, v in labels.items()}
    read = (meta.get(each, "") for each in relabeling["sourceLabels"])
    return str(relabeling["separator"]).join(read)


def test_an_alert_speaks_of_this_namespace_and_of_objects_that_exist() -> None:
    [rule] = of_kind("PrometheusRule", SUPERVISION).values()
    alerts = rule["spec"]["groups"][0]["rules"]
    queries = " ".join(each["expr"] for each in alerts)

    assert all(each["annotations"]["summary"] for each in alerts)
    assert set(re.findall(r'\bnamespace="([^"]+)"', queries)) == {rule["metadata"]["namespace"]}
    assert set(re.findall(r'job_name="([^"]+)"', queries)) <= of_kind("Job").keys()
