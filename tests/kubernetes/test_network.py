"""The connections that the network policies allow, port by port."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.kubernetes.built import ENTERED, HTTP, PAGE, WATCHED, WEBHOOKS, of_kind, pods, selects

PRIVATE = ("10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "fd00::1")
PUBLIC = ("203.0.114.1", "2a01::1")
FROM = {HTTP: "ingress", PAGE: "ingress-nginx"}
INSTALLATION = pods()["installation"].variables
WORKER = pods()["notifications-worker"].variables
MAIL, BOARD = int(WORKER["SMTP_PORT"]), urlsplit(INSTALLATION["RABBITMQ_API"]).port
SERVERS = [int(WORKER["POSTGRES_PORT"]), urlsplit(WORKER["AMQP_URI"]).port]


def rules(name: str, way: str) -> Iterator[dict[str, Any]]:
    """The rules that apply to this pod, for `ingress` or `egress`."""
    for policy in of_kind("NetworkPolicy").values():
        if selects(policy["spec"]["podSelector"], pods()[name].labels):
            yield from policy["spec"].get(way, ())


def reaching(port: int | None) -> set[str]:
    """The pods that may connect to this port."""
    return {
        name
        for name in pods()
        if any(each["port"] == port for rule in rules(name, "egress") for each in rule["ports"])
    }


def test_by_default_nothing_enters_and_nothing_leaves() -> None:
    nothing = of_kind("NetworkPolicy")["nothing"]["spec"]

    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_opening_names_its_ports() -> None:
    """Without `ports`, a rule opens them all."""
    assert all(
        rule["ports"] for way in ("egress", "ingress") for n in pods() for rule in rules(n, way)
    )


@pytest.mark.parametrize("port", [*SERVERS, 53])
def test_every_pod_reaches_the_servers_and_the_names(port: int) -> None:
    assert reaching(port) == pods().keys()


def test_only_the_worker_of_notifications_reaches_the_mail_server() -> None:
    assert reaching(MAIL) == {"notifications-worker"}


def test_only_administrators_reach_the_management_of_the_broker() -> None:
    assert reaching(BOARD) == {"installation", "administration"}


def test_webhooks_lead_to_the_internet_by_https_alone_and_to_no_private_network() -> None:
    [rule] = of_kind("NetworkPolicy")[WEBHOOKS]["spec"]["egress"]
    everywhere = [ip_network(to["ipBlock"]["cidr"]) for to in rule["to"]]
    kept = [ip_network(each) for to in rule["to"] for each in to["ipBlock"]["except"]]
    private = [ip_address(each) for each in PRIVATE]

    assert rule["ports"] == [{"protocol": "TCP", "port": 443}]
    assert [each.version for each in everywhere] == [4, 6]
    assert [each for each in private if not any(each in network for network in kept)] == []
    assert not any(ip_address(each) in network for each in PUBLIC for network in kept)
    assert [name for name in pods() if rule in rules(name, "egress")] == [WEBHOOKS]


@pytest.mark.parametrize("name", ["servers", "management"])
def test_production_says_where_the_servers_are(name: str) -> None:
    [rule] = of_kind("NetworkPolicy")[name]["spec"]["egress"]

    assert all("ipBlock" in each for each in rule["to"]) and rule["to"]


def entering(namespace: str, port: str) -> dict[str, Any]:
    """The rule that lets this namespace enter by this port."""
    selector = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    return {
        "from": [{"namespaceSelector": selector}],
        "ports": [{"protocol": "TCP", "port": port}],
    }


def test_the_supervision_enters_by_one_port_and_an_ingress_by_another() -> None:
    monitoring = entering("monitoring", "http")
    entered = {name: sorted(rules(name, "ingress"), key=str) for name in pods()}
    ingress = {name: [entering(FROM[name], port)] for name, port in ENTERED.items()}

    assert {name: allowed for name, allowed in entered.items() if allowed} == {
        name: sorted([monitoring, *ingress.get(name, [])], key=str) for name in WATCHED
    }


def test_browsers_reach_the_page_alone() -> None:
    [rule] = of_kind("Ingress")[PAGE]["spec"]["rules"]
    host = urlsplit(pods()[PAGE].variables["LINK_ADDRESS"])
    [path] = rule["http"]["paths"]

    assert (rule["host"], path["path"]) == (host.hostname, host.path)
    assert path["backend"] == {"service": {"name": PAGE, "port": {"name": ENTERED[PAGE]}}}
