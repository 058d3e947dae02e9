"""What a real workspace answered, asked again: at least the same keys."""

import json
import pathlib

import pytest

from conftest import shared_data

# Recordings of what the local workspace does not offer yet.
NOT_OFFERED = {"databricks.provider_lifecycle": "the local workspace has no sharing providers yet"}

# Keys that only the hosted service has a use for.
CLOUD_ONLY: dict[str, str] = {}


def recordings() -> list[pathlib.Path]:
    folder = shared_data("recordings")
    return sorted(folder.glob("databricks.*.json")) if folder else []


def missing(recorded: object, served: object, at: str = "") -> list[str]:
    """The keys of a recorded answer that the served one lacks."""
    if isinstance(recorded, dict):
        if not isinstance(served, dict):
            return [at or "/"]
        found = []
        for key, value in recorded.items():
            if key in CLOUD_ONLY:
                continue
            if key not in served:
                found.append(f"{at}/{key}")
            else:
                found += missing(value, served[key], f"{at}/{key}")
        return found
    if isinstance(recorded, list) and isinstance(served, list):
        by_name = {one.get("name"): one for one in served if isinstance(one, dict)}
        found = []
        for one in recorded:
            # What the recorded workspace held besides is not here; of what is, every key counts.
            if isinstance(one, dict) and one.get("name") in by_name:
                found += missing(one, by_name[one["name"]], f"{at}[{one['name']}]")
        return found
    return []


def relocated(value: object, root: pathlib.Path) -> object:
    """The same request with its storage on this machine."""
    text = json.dumps(value)
    return json.loads(text.replace("s3://example-bucket/", f"{root.as_uri()}/"))


def test_recordings_are_there():
    if not recordings():
        pytest.skip("shared data folder is absent")


def judged(path: pathlib.Path):
    """A recording as a case; one of something not offered has to fail, so that it is noticed."""
    reason = NOT_OFFERED.get(path.stem)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", [judged(path) for path in recordings()])
def test_the_same_requests_get_at_least_the_same_keys(server, path, tmp_path):
    lacking, statuses = [], []
    for exchange in json.loads(path.read_text()):
        request, recorded = exchange["request"], exchange["response"]
        body = relocated(request["body"], tmp_path)
        status, served = server.call(request["method"], request["path"], body)
        step = f"{request['method']} {request['path'].split('?')[0].rsplit('/unity-catalog', 1)[-1]}"
        if status != recorded["status"]:
            statuses.append(f"{step}: {status} instead of {recorded['status']}: {served}")
            continue
        lacking += [f"{step}: {key}" for key in missing(recorded["body"], served or {})]
    assert not statuses, "\n".join(statuses)
    assert not lacking, "\n".join(lacking)
