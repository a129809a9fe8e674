"""Kubernetes accepts every object: an unknown field or a wrong value would be refused."""

import copy

import kubernetes_validate
import pytest

from tests.kubernetes.built import BASE, PRODUCTION, built

OLDEST, NEWEST = "1.30", "1.37"


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("folder", [BASE, PRODUCTION])
def test_every_object_is_one_that_kubernetes_knows(folder: str, version: str) -> None:
    objects = built(folder)

    assert [kubernetes_validate.validate(each, version, strict=True) for each in objects] == [
        version
    ] * len(objects)


@pytest.mark.parametrize(
    "field, value",
    [("livenesProbe", {"httpGet": {"port": "http"}}), ("ports", [{"containerPort": "http"}])],
)
def test_a_field_that_is_wrong_would_be_seen(field: str, value: object) -> None:
    [one] = [each for each in built() if each["metadata"]["name"] == "funding-worker"][:1]
    wrong = copy.deepcopy(one)
    wrong["spec"]["template"]["spec"]["containers"][0][field] = value

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, NEWEST, strict=True)


def test_no_object_is_there_twice() -> None:
    named = [(each["kind"], each["metadata"]["name"]) for each in built()]

    assert len(named) == len(set(named))


def test_everything_is_in_one_namespace_that_refuses_privileges() -> None:
    [space] = [each for each in built() if each["kind"] == "Namespace"]
    inside = {each["metadata"].get("namespace") for each in built() if each is not space}

    assert inside == {space["metadata"]["name"]}
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
