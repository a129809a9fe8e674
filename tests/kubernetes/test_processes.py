"""The processes run as in docker-compose.yml, twice each, with the least rights."""

import pytest

from tests.kubernetes.built import COMPOSE, ENTERED, PAGE, WATCHED, Object, of_kind, pods, selects

ADMINISTRATORS = ("installation", "administration")
OTHERS = (*ADMINISTRATORS, "console")
LIMIT = "384Mi"


def test_each_service_has_its_two_processes_and_there_is_nothing_else() -> None:
    assert pods().keys() == WATCHED.keys() | OTHERS


@pytest.mark.parametrize("name", [*WATCHED, "installation"])
def test_a_command_is_that_of_docker_compose(name: str) -> None:
    compose = COMPOSE["services"][WATCHED.get(name, name)]
    container = pods()[name].container

    assert "command" not in container, "the image's"
    assert container["args"] == compose["command"]


def test_the_image_is_that_of_docker_compose() -> None:
    [image] = {each.container["image"] for each in pods().values()}
    name, version = image.split(":")

    assert COMPOSE["x-image"]["image"] == (
        f"${{FRANCE_SERVICES_IMAGE:-{name}:${{FRANCE_SERVICES_VERSION:-{version}}}}}"
    )


@pytest.mark.parametrize("name", [*WATCHED, *OTHERS])
def test_a_pod_can_change_nothing_of_itself_nor_ask_the_cluster(name: str) -> None:
    pod = pods()[name]
    rights, outside = pod.container["securityContext"], pod.spec["securityContext"]

    assert rights == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert outside["runAsNonRoot"] and outside["runAsUser"] == outside["fsGroup"] == 10001
    assert outside["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & pod.spec.keys()
    assert pod.spec["automountServiceAccountToken"] is False
    account = of_kind("ServiceAccount")[pod.spec["serviceAccountName"]]
    assert account["automountServiceAccountToken"] is False


@pytest.mark.parametrize("name", [*WATCHED, *OTHERS])
def test_a_pod_is_bounded_and_writes_only_where_it_must(name: str) -> None:
    pod = pods()[name]
    writable = {each["name"] for each in pod.container["volumeMounts"] if not each.get("readOnly")}
    tmp = next(each for each in pod.spec["volumes"] if each["name"] == "tmp")

    assert pod.container["resources"]["limits"] == {"cpu": "1", "memory": LIMIT}
    assert pod.container["resources"]["requests"].keys() == {"cpu", "memory"}
    own = {"audit": {"documents"}, "onboarding": {"documents"}}
    own |= {each: {"comptes"} for each in ADMINISTRATORS}
    assert writable == {"tmp"} | own.get(name.partition("-")[0], set())
    assert tmp["emptyDir"].keys() == {"sizeLimit"}


@pytest.mark.parametrize("name", [*WATCHED, *OTHERS])
def test_no_volume_is_mounted_inside_another(name: str) -> None:
    """The mount point would have to be made in a volume that is read-only."""
    paths = [f"{each['mountPath']}/" for each in pods()[name].container["volumeMounts"]]

    assert [(a, b) for a in paths for b in paths if a != b and b.startswith(a)] == []
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("name", WATCHED)
def test_a_process_is_watched_and_has_the_time_to_finish(name: str) -> None:
    pod = pods()[name]
    probes = {key: value for key, value in pod.container.items() if key.endswith("Probe")}

    assert {key: each["httpGet"] for key, each in probes.items()} == {
        "startupProbe": {"path": "/livez", "port": "http"},
        "livenessProbe": {"path": "/livez", "port": "http"},
        "readinessProbe": {"path": "/readyz", "port": "http"},
    }
    assert {"name": "http", "containerPort": 8080} in pod.container["ports"]
    assert len(pod.container["ports"]) == (2 if name in ENTERED else 1)
    assert (
        f"{pod.spec['terminationGracePeriodSeconds']}s" == COMPOSE["x-process"]["stop_grace_period"]
    )


@pytest.mark.parametrize("name", WATCHED)
def test_a_process_has_a_spare_on_another_node_that_a_drain_leaves(name: str) -> None:
    labels = pods()[name].labels
    [spread] = pods()[name].spec["topologySpreadConstraints"]
    budgets = [
        each["spec"]
        for each in of_kind("PodDisruptionBudget").values()
        if selects(each["spec"]["selector"], labels)
    ]
    fellows = [
        each.name for each in pods().values() if selects(spread["labelSelector"], each.labels)
    ]

    assert of_kind("Deployment")[name]["spec"]["replicas"] == 2
    assert [each["minAvailable"] for each in budgets] == [1]
    assert fellows == [name]
    assert spread["topologyKey"] == "kubernetes.io/hostname"


@pytest.mark.parametrize("name", ENTERED)
def test_others_than_the_supervision_enter_by_a_port_of_their_own(name: str) -> None:
    service = of_kind("Service")[name]["spec"]
    [port] = service["ports"]
    named = {each["name"]: each["containerPort"] for each in pods()[name].container["ports"]}
    args = pods()[name].container["args"]

    assert [each.name for each in pods().values() if selects(matched(service), each.labels)] == [
        name
    ]
    assert (port["name"], port["targetPort"]) == (ENTERED[name], ENTERED[name])
    assert args[args.index("--port") + 1] == str(named[ENTERED[name]])


def matched(service: Object) -> Object:
    """The selector of a Service, as that of other objects is written."""
    return {"matchLabels": service["selector"]}


@pytest.mark.parametrize("name", ["console", "administration"])
def test_what_people_use_is_not_there_until_it_is_wanted(name: str) -> None:
    assert of_kind("Deployment")[name]["spec"]["replicas"] == 0


def test_documents_are_on_a_volume_that_several_nodes_may_write() -> None:
    claims = of_kind("PersistentVolumeClaim")
    users = {
        (volume["persistentVolumeClaim"]["claimName"], name)
        for name, pod in pods().items()
        for volume in pod.spec["volumes"]
        if "persistentVolumeClaim" in volume
    }

    assert {name: each["spec"]["accessModes"] for name, each in claims.items()} == {
        "audit-documents": ["ReadWriteMany"],
        "comptes": ["ReadWriteMany"],
        "onboarding-documents": ["ReadWriteMany"],
    }
    assert users - {("comptes", name) for name in pods()} == {
        (f"{service}-documents", f"{service}-{role}")
        for service in ("audit", "onboarding")
        for role in ("service", "worker")
    }
    assert {name for claim, name in users if claim == "comptes"} == pods().keys() - {PAGE}
