"""The manifests: valid by themselves and as they are built, with every process, and what the log wants of Kafka."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from consumers.runtime.workers import WORKERS
from infra.eventlog.admin.topics import Durability, LogSpec, LogTopics
from infra.metrics.ports import PORTS
from infra.runtime.settings import INDEX_KEY_FILE, Settings
from tests.acceptance.documented_rights import HEAD, PAGE, documented_rights

MANIFESTS = Path(__file__).parents[3] / "infra" / "deploy" / "kubernetes"
BASE, STRIMZI, OVERLAYS = MANIFESTS / "base", MANIFESTS / "components" / "strimzi", MANIFESTS / "overlays"
KUBERNETES = "1.32"
"""The version whose schemas the manifests are held against."""
PATCHES = ("every-pod.yaml", "passing-home.yaml", "probes.yaml")
PROCESSES = ("Deployment", "StatefulSet")

built = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed here")
each_overlay = pytest.mark.parametrize("overlay", sorted(OVERLAYS.iterdir()), ids=lambda path: str(path.name))


def loaded(path: Path) -> Iterator[Any]:
    return (one for one in yaml.safe_load_all(path.read_text("utf-8")) if one)


def of_base() -> list[Any]:
    files = {path.name for path in BASE.glob("*.yaml")} - {"kustomization.yaml", *PATCHES}
    return [one for name in sorted(files) for one in loaded(BASE / name)]


@cache
def kustomized(overlay: Path) -> list[Any]:
    done = subprocess.run(["kubectl", "kustomize", str(overlay)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def pods(manifests: list[Any]) -> dict[str, Any]:
    """The specification of each pod, by the name of what runs in it."""
    return {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in manifests if "template" in one["spec"]}


def command_of(name: str) -> list[str]:
    return ["caseledger", "serve"] if name == "serve" else ["python", "-m", "consumers", name]


def test_every_manifest_is_valid_and_every_process_has_one_with_its_port() -> None:
    manifests = of_base()
    for manifest in manifests:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
    running = pods([one for one in manifests if one["kind"] in PROCESSES])
    assert set(running) == {*WORKERS, "serve"}
    for name, pod in running.items():
        (container,) = pod["containers"]
        assert (container["name"], container["command"]) == ("process", command_of(name))
        assert container["ports"][0] == {"name": "metrics", "containerPort": PORTS[name]}


def test_every_manifest_is_listed_and_what_all_have_is_patched_into_each() -> None:
    (listed,) = loaded(BASE / "kustomization.yaml")
    there = {path.name for path in BASE.glob("*.yaml")} - {"kustomization.yaml", *PATCHES}
    assert set(listed["resources"]) == there
    assert [one["path"] for one in listed["patches"]] == list(PATCHES)
    kinds = {one["kind"] for one in of_base() if "template" in one["spec"]}
    assert {*listed["patches"][0]["target"]["kind"].split("|")} == kinds
    assert {*listed["patches"][1]["target"]["kind"].split("|")} == kinds - {"StatefulSet"}
    assert {*listed["patches"][2]["target"]["kind"].split("|")} == set(PROCESSES)


def test_keys_of_a_secret_are_closed_to_others_before_a_process_reads_them() -> None:
    (listed,) = loaded(BASE / "kustomization.yaml")
    settings = dict(line.split("=", 1) for line in listed["configMapGenerator"][0]["literals"])
    keys = Path(settings["CASELEDGER_KEK_FILE"])
    (patch,) = loaded(BASE / "every-pod.yaml")
    pod = patch["spec"]["template"]["spec"]
    (closing,), (container,) = pod["initContainers"], pod["containers"]
    program, mode, *files, folder = closing["command"]
    assert (program, mode, folder) == ("install", "--mode=0600", str(keys.parent))
    assert {Path(file).name for file in files} == {keys.name, INDEX_KEY_FILE}
    assert {mount["name"] for mount in container["volumeMounts"]} >= {"closed-keys"}
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert {"name": "closed-keys", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}} in pod["volumes"]


@built
@each_overlay
def test_each_overlay_is_valid_as_it_is_built(overlay: Path) -> None:
    manifests = kustomized(overlay)
    rules = json.loads((Path(__file__).parent / "operators.json").read_text("utf-8"))
    for one in manifests:
        if one["kind"] in rules:
            jsonschema.Draft7Validator(rules[one["kind"]]).validate(one["spec"])
        elif one["kind"] != "ScaledObject":
            kubernetes_validate.validate(one, KUBERNETES, strict=True)
    assert "ConfigMap" in {one["kind"] for one in manifests}


def test_with_servers_of_others_there_are_as_many_writers_as_the_lag_wants() -> None:
    (listed,) = loaded(OVERLAYS / "outside-servers" / "kustomization.yaml")
    assert "../../components/by-lag" in listed["components"]
    (scaled,) = loaded(MANIFESTS / "components" / "by-lag" / "writers.yaml")
    (trigger,) = scaled["spec"]["triggers"]
    assert (scaled["kind"], scaled["spec"]["scaleTargetRef"]) == (
        "ScaledObject",
        {"kind": "StatefulSet", "name": "writer"},
    )
    topics = LogTopics(Settings.log)
    asked = trigger["metadata"]["topic"], trigger["metadata"]["consumerGroup"]
    assert (trigger["type"], *asked) == ("kafka", topics.commands, topics.group_of("writer"))


@built
@each_overlay
def test_every_process_of_an_overlay_is_closed_and_can_be_asked_how_it_is(overlay: Path) -> None:
    found = pods([one for one in kustomized(overlay) if "template" in one.get("spec", {})])
    assert set(found) == {*WORKERS, "serve", "prepare"}
    for name, pod in found.items():
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"]
        assert {mount["name"] for mount in container["volumeMounts"]} >= {"home", "tmp", "closed-keys"}
        assert pod["initContainers"][0]["name"] == "close-keys"
        assert ("livenessProbe" in container) == ("readinessProbe" in container) == (name != "prepare")


@built
@each_overlay
def test_whatever_is_mounted_is_there_once_and_a_home_that_is_to_stay_is_claimed(overlay: Path) -> None:
    for one in (one for one in kustomized(overlay) if "template" in one.get("spec", {})):
        pod = one["spec"]["template"]["spec"]
        claimed = [claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", ())]
        volumes = [*claimed, *(volume["name"] for volume in pod["volumes"])]
        mounted = {mount["name"] for of in (*pod["initContainers"], *pod["containers"]) for mount in of["volumeMounts"]}
        assert sorted(volumes) == sorted(mounted), one["metadata"]["name"]
        assert claimed == (["home"] if one["kind"] == "StatefulSet" else [])


@built
def test_on_operators_each_process_signs_in_as_its_own_user_with_secrets_that_operators_make() -> None:
    manifests = kustomized(OVERLAYS / "on-operators")
    users = {one["metadata"]["name"] for one in manifests if one["kind"] == "KafkaUser"}
    assert "caseledger-db" in {one["metadata"]["name"] for one in manifests if one["kind"] == "Cluster"}
    for name, pod in pods([one for one in manifests if "template" in one.get("spec", {})]).items():
        (container,) = pod["containers"]
        environ = {one["name"]: one.get("value", "any") for one in container["env"]}
        user = environ["CASELEDGER_KAFKA_SASL_PLAIN_USERNAME"]
        assert user == f"caseledger-{user_of(name)}"
        from_secrets = {one["valueFrom"]["secretKeyRef"]["name"] for one in container["env"] if "valueFrom" in one}
        assert from_secrets == {user, "caseledger-db-app"} and user in users
        assert container["envFrom"][1] == {"secretRef": {"name": "caseledger", "optional": True}}
        authority = Path(environ.pop("CASELEDGER_KAFKA_SSL_CAFILE"))
        assert str(authority.parent) in {mount["mountPath"] for mount in container["volumeMounts"]}
        assert Settings.load(environ).kafka_options["sasl_mechanism"] == "SCRAM-SHA-512"


def user_of(name: str) -> str:
    """As the table of rights on the page has it."""
    if name == "prepare":
        return "setup"
    rows = PAGE.read_text("utf-8").partition(HEAD)[2].splitlines()
    (found,) = [row.split("|") for row in rows if row.startswith("| `") and f"{name}`" in row.split("|")[2]]
    return found[1].strip(" `")


def test_topics_of_strimzi_are_what_the_log_wants() -> None:
    (listed,) = loaded(BASE / "kustomization.yaml")
    settings = dict(line.split("=", 1) for line in listed["configMapGenerator"][0]["literals"])
    copies = Durability(int(settings["CASELEDGER_REPLICATION_FACTOR"]), int(settings["CASELEDGER_MIN_INSYNC_REPLICAS"]))
    wanted = LogSpec(LogTopics(Settings.log), Settings.partitions, copies).topic_specs()
    topics = {one["metadata"]["name"]: one["spec"] for one in loaded(STRIMZI / "topics.yaml")}
    assert set(topics) == {spec.name for spec in wanted}
    for spec in wanted:
        topic = topics[spec.name]
        assert (topic["partitions"], topic["replicas"]) == (spec.partitions, copies.replication_factor)
        told = {name: str(value).lower() for name, value in topic["config"].items()}
        at_least = {name: value for name, value in spec.settings.items() if value.startswith(">=")}
        assert {name: value for name, value in told.items() if name not in at_least} == {
            name: value for name, value in spec.settings.items() if name not in at_least
        }
        assert all(int(told[name]) >= int(value[2:]) for name, value in at_least.items())


def test_rights_of_strimzi_are_those_of_the_page() -> None:
    page: dict[str, set[tuple[str, str, str, str]]] = {}
    for right in documented_rights(Settings.log):
        place = right.resource_pattern
        kind = place.resource_type.name.lower().replace("_", "")
        pattern = place.pattern_type.name.lower().removesuffix("ed")
        user = f"caseledger-{right.principal.removeprefix('User:')}"
        page.setdefault(user, set()).add((kind, place.resource_name, pattern, right.operation.name.replace("_", "")))
    page.pop("caseledger-subscriber")
    given = {
        user["metadata"]["name"]: {
            (
                acl["resource"]["type"].lower(),
                acl["resource"]["name"],
                acl["resource"].get("patternType", "literal"),
                one,
            )
            for acl in user["spec"]["authorization"]["acls"]
            for one in (operation.upper() for operation in acl["operations"])
        }
        for user in loaded(STRIMZI / "users.yaml")
    }
    assert given == page
