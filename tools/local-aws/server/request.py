"""What one HTTP request asks of AWS, read once and shared by the request log and the authorization."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Mapping
from urllib.parse import parse_qs

from .operations import rest_operation

if TYPE_CHECKING:
    from .authorization.evaluation import Access

# The part of a version 4 signature that names the key, the region and the service.
CREDENTIAL_SCOPE = re.compile(r"([^/,\s=]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")

# Parameters that name what a request is about, most telling first. Nothing else of a request is ever logged.
NAMING_PARAMETERS = (
    "name",
    "names",
    "path",
    "secretid",
    "resourceid",
    "aliasname",
    "keyid",
    "queuename",
    "queueurl",
    "topicarn",
    "functionname",
    "rolename",
    "username",
    "policyname",
    "policyarn",
    "rolearn",
    "openidconnectproviderarn",
    "filtername",
    "loggroupname",
    "trailname",
    "resourcearn",
    "bucket",
)

# Requests without a signature, from a workload that has no AWS key yet: only their name tells the service.
UNSIGNED_OPERATIONS = {"AssumeRoleWithWebIdentity": "sts", "AssumeRoleWithSAML": "sts"}

DECRYPTING_OPERATIONS = ("GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory")


@dataclass(frozen=True)
class AwsRequest:
    service: str
    region: str
    operation: str
    protocol: str
    """How the service talks: json, cbor, query, rest-json or rest-xml."""
    parameters: Mapping[str, Any]
    """Holds secret values: never to be logged or put into a message."""
    target: str
    """Path and query byte for byte, as they were signed."""
    headers: Mapping[str, str]
    access_key_id: str | None
    source_address: str
    user_agent: str

    @property
    def names(self) -> list[str]:
        """The names of the parameters, keys, roles and so on that the request is about."""
        by_lower_name = {key.lower(): value for key, value in self.parameters.items()}
        if self.protocol == "rest-xml" and "key" in by_lower_name:
            return [f"{by_lower_name['bucket']}/{by_lower_name['key']}"]
        for parameter in NAMING_PARAMETERS:
            value = by_lower_name.get(parameter)
            if isinstance(value, str) and value:
                return [value]
            if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
                return value
        return []

    @property
    def with_decryption(self) -> bool | None:
        """Whether Parameter Store is asked for plaintext; None where the operation has no such choice."""
        if self.service != "ssm" or self.operation not in DECRYPTING_OPERATIONS:
            return None
        return bool(self.parameters.get("WithDecryption", False))


def read(environ: Mapping[str, Any], body: bytes) -> AwsRequest:
    """Reads a WSGI request. Takes any request: what it cannot tell stays empty."""
    headers = {
        key[5:].lower().replace("_", "-"): value for key, value in environ.items() if key.startswith("HTTP_")
    }
    query = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING", ""), True).items()}
    scope = CREDENTIAL_SCOPE.search(headers.get("authorization", "") or query.get("X-Amz-Credential", ""))
    access_key_id, region, service = scope.groups() if scope else (None, "us-east-1", "")
    content_type = environ.get("CONTENT_TYPE", "")

    if "x-amz-target" in headers:
        protocol, operation = "json", headers["x-amz-target"].rpartition(".")[2]
        parameters = _json_object(body)
    elif content_type.startswith("application/x-www-form-urlencoded") and b"Action=" in body:
        protocol = "query"
        parameters = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace"), True).items()}
        operation = parameters.get("Action", "")
        service = service or UNSIGNED_OPERATIONS.get(operation, "")
    elif "smithy-protocol" in headers:
        # The newest clients of CloudWatch: the body is CBOR, and nothing of it is needed here.
        protocol, operation, parameters = "cbor", _path(environ).rpartition("/")[2], {}
    else:
        protocol = "rest-xml" if service in ("s3", "") else "rest-json"
        operation, labels = rest_operation(service or "s3", environ["REQUEST_METHOD"], _path(environ), query, headers)
        body_parameters = _json_object(body) if protocol == "rest-json" else {}
        parameters = {**query, **body_parameters, **labels}

    return AwsRequest(
        service=service,
        region=region,
        operation=operation,
        protocol=protocol,
        parameters=parameters,
        target=environ.get("RAW_URI", "/"),
        headers=headers,
        access_key_id=access_key_id,
        source_address=environ.get("REMOTE_ADDR", ""),
        user_agent=headers.get("user-agent", ""),
    )


def _path(environ: Mapping[str, Any]) -> str:
    # WSGI hands paths over as Latin-1; AWS means UTF-8.
    return environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


_served_by_this_thread = threading.local()


def begin(request: AwsRequest) -> None:
    """Makes `request` the one that this thread is serving."""
    _served_by_this_thread.request = request
    _served_by_this_thread.denied = None


def current() -> AwsRequest:
    """The request that this thread is serving; the fixes need it where moto hands them too little."""
    return _served_by_this_thread.request


def current_if_any() -> AwsRequest | None:
    """None in a thread that serves no request."""
    return getattr(_served_by_this_thread, "request", None)


def note_denied(access: Access) -> None:
    """Keeps what policies did not allow: the answer does not name the resource, the trail does."""
    _served_by_this_thread.denied = access


def denied() -> Access | None:
    """What policies did not allow of the request that this thread is serving."""
    return getattr(_served_by_this_thread, "denied", None)
