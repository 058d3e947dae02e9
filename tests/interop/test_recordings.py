"""What a real workspace answered, asked again: at least the same keys."""

import json
import pathlib

import pytest

from conftest import shared_data

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
        return [key for old, new, name in pairs(recorded, served) for key in missing(old, new, f"{at}[{name}]")]
    return []


def pairs(recorded: list, served: list) -> list[tuple[object, object, object]]:
    """Items of two lists that belong together: by name, by type, or by place if they have neither.

    Objects that the recorded workspace held besides are not here; of what is, every key counts.
    Details of an error have to be there, each type of them.
    """
    if all(isinstance(one, dict) and "name" in one for one in recorded):
        by_name = {one["name"]: one for one in served if "name" in one}
        return [(one, by_name[one["name"]], one["name"]) for one in recorded if one["name"] in by_name]
    if all(isinstance(one, dict) and "@type" in one for one in recorded):
        by_type = {one["@type"]: one for one in served if "@type" in one}
        return [(one, by_type.get(one["@type"], {}), one["@type"]) for one in recorded]
    return [(old, new, place) for place, (old, new) in enumerate(zip(recorded, served))]


def relocated(value: object, root: pathlib.Path) -> object:
    """The same request with its storage on this machine."""
    text = json.dumps(value)
    return json.loads(text.replace("s3://example-bucket/", f"{root.as_uri()}/"))


def test_recordings_are_there():
    if not recordings():
        pytest.skip("shared data folder is absent")


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
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
