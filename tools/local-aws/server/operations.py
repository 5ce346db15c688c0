"""Names the operation of a REST request (S3, Lambda): there it is in no header, only in method, path and query."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any, Mapping
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Route:
    operation: str
    method: str
    path: re.Pattern[str]
    query: Mapping[str, str]
    """Query keys that must be there; with a value, that value."""
    headers: tuple[str, ...]
    """Headers that must be there: CopyObject is a PutObject with x-amz-copy-source."""

    @property
    def precision(self) -> tuple[int, int]:
        return len(self.query) + len(self.headers), len(self.path.pattern)


def rest_operation(
    service: str, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The operation's name and the labels of its path (Bucket, Key, FunctionName).

    A request that fits no operation is named by its method and path.
    """
    candidates = []
    for route in _routes(service):
        match = route.method == method and route.path.fullmatch(path.rstrip("/") or "/")
        if match and _has_all(route, query, headers):
            candidates.append((route.precision, route.operation, match.groupdict()))
    if not candidates:
        return f"{method} {path}", {}
    _, operation, labels = max(candidates, key=lambda candidate: candidate[0])
    return operation, labels


def _has_all(route: Route, query: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    if any(header not in headers for header in route.headers):
        return False
    return all(key in query and value in ("", query[key]) for key, value in route.query.items())


@functools.cache
def _routes(service: str) -> tuple[Route, ...]:
    from botocore.exceptions import UnknownServiceError
    from moto.core.utils import get_service_model

    try:
        model = get_service_model(service)
    except UnknownServiceError:
        return ()
    operations = [model.operation_model(name) for name in model.operation_names]
    return tuple(_route(operation) for operation in operations if not operation.deprecated)


def _route(operation: Any) -> Route:
    path, _, literal_query = operation.http["requestUri"].partition("?")
    query = {key: values[0] for key, values in parse_qs(literal_query, keep_blank_values=True).items()}
    headers = []
    for name in operation.input_shape.required_members if operation.input_shape else []:
        place = operation.input_shape.members[name].serialization
        if place.get("location") == "querystring":
            query.setdefault(place["name"], "")
        elif place.get("location") == "header":
            headers.append(place["name"].lower())
    return Route(operation.name, operation.http["method"], _path_pattern(path), query, tuple(headers))


def _path_pattern(template: str) -> re.Pattern[str]:
    """`/{Bucket}/{Key+}` as a pattern with a named group for each label; `+` lets a label span slashes."""
    parts = re.split(r"\{(\w+)(\+?)\}", template.rstrip("/") or "/")
    pattern = re.escape(parts[0])
    for label, greedy, literal in zip(parts[1::3], parts[2::3], parts[3::3]):
        pattern += f"(?P<{label}>{'.+' if greedy else '[^/]+'})" + re.escape(literal)
    return re.compile(pattern)
