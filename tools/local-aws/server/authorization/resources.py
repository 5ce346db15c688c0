"""The ARNs that a request is about (Service Authorization Reference: resource types of each service)."""

from __future__ import annotations

import base64
from typing import Any, Callable, Mapping

from ..request import AwsRequest

KEY_ID_LENGTH = 36
"""moto's ciphertext starts with the key's id."""


def resources_of(request: AwsRequest, account: str, partition: str) -> list[str] | None:
    """The resources, all of which a caller must be allowed; `*` where the operation has no resource of its own.

    None where the service is not one that this module knows.
    """
    if request.service not in FINDERS:
        return None
    found = FINDERS[request.service](request, f"arn:{partition}:{request.service}:{request.region}:{account}")
    return found or ["*"]


def _ssm(request: AwsRequest, prefix: str) -> list[str]:
    if request.operation == "DescribeParameters":
        return []
    of_parameter = request.parameters.get("ResourceType") == "Parameter"
    names = (
        request.parameters.get("Names")
        or request.parameters.get("Name")
        or request.parameters.get("Path")
        or (request.parameters.get("ResourceId") if of_parameter else None)
        or []
    )
    return [parameter_arn(name, prefix) for name in ([names] if isinstance(names, str) else names)]


def parameter_arn(name: str, prefix: str) -> str:
    """Of a parameter by name or ARN, with or without a selector (`/api/key:3`, `/api/key:current`)."""
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:6])
    return f"{prefix}:parameter/{name.split(':')[0].lstrip('/')}"


def _kms(request: AwsRequest, prefix: str) -> list[str]:
    parameters = request.parameters
    key_id = parameters.get("KeyId") or parameters.get("TargetKeyId") or _key_of_ciphertext(parameters)
    key = [key_arn(key_id, prefix)] if key_id else []
    if "AliasName" in parameters:
        # Making, moving and deleting an alias needs a grant on the alias and on its key.
        alias = parameters["AliasName"]
        # UpdateAlias takes the alias away from a key too.
        before = [key_arn(alias, prefix)] if not key or request.operation == "UpdateAlias" else []
        return [f"{prefix}:{alias}", *key, *before]
    return key


def _key_of_ciphertext(parameters: Mapping[str, Any]) -> str | None:
    try:
        return base64.b64decode(parameters["CiphertextBlob"])[:KEY_ID_LENGTH].decode()
    except (KeyError, ValueError):
        return None


def key_arn(key_id: str, prefix: str) -> str:
    """Of a key by its id, ARN, alias or alias ARN: policies name keys, whatever a request calls them."""
    from moto.kms.models import kms_backends

    region, account = prefix.split(":")[3:5]
    backend = kms_backends[account][region]
    raw_id = backend.get_key_id(backend.get_alias_name(key_id))
    if raw_id.startswith("alias/"):
        raw_id = next((key.id for key in backend.keys.values() if raw_id in key.aliases), raw_id)
    return backend.keys[raw_id].arn if raw_id in backend.keys else f"{prefix}:key/{raw_id}"


def _secretsmanager(request: AwsRequest, prefix: str) -> list[str]:
    from moto.secretsmanager.models import secretsmanager_backends

    name = request.parameters.get("SecretId") or request.parameters.get("Name")
    if not name:
        return []
    region, account = prefix.split(":")[3:5]
    secrets = secretsmanager_backends[account][region].secrets
    return [secrets[name].arn if name in secrets else f"{prefix}:secret:{name}"]


def _lambda(request: AwsRequest, prefix: str) -> list[str]:
    name = str(request.parameters.get("FunctionName", ""))
    return [name if name.startswith("arn:") else f"{prefix}:function:{name}"] if name else []


def _iam(request: AwsRequest, prefix: str) -> list[str]:
    from moto.iam.models import iam_backends

    _, partition, _, _, account = prefix.split(":")
    backend = iam_backends[account][partition]
    user, role = request.parameters.get("UserName"), request.parameters.get("RoleName")
    # AttachRolePolicy and the like are about the role; the policy is a condition there (iam:PolicyARN).
    if user:
        known = (known.arn for known in backend.users.values() if known.name == user)
        return [next(known, f"arn:{partition}:iam::{account}:user/{user}")]
    if role:
        known = (known.arn for known in backend.roles.values() if known.name == role)
        return [next(known, f"arn:{partition}:iam::{account}:role/{role}")]
    arn = request.parameters.get("PolicyArn") or request.parameters.get("OpenIDConnectProviderArn")
    return [arn] if arn else []


def _s3(request: AwsRequest, prefix: str) -> list[str]:
    bucket, key = request.parameters.get("Bucket"), request.parameters.get("Key")
    if not bucket:
        return []
    arn = f"arn:{prefix.split(':')[1]}:s3:::{bucket}"
    if request.operation == "DeleteObjects":
        # Their keys are in the XML body. Stricter than AWS: a grant on a part of the bucket is not enough here.
        return [f"{arn}/*"]
    return [f"{arn}/{key}" if key else arn]


def _sts(request: AwsRequest, _: str) -> list[str]:
    return [request.parameters["RoleArn"]] if "RoleArn" in request.parameters else []


def _events(request: AwsRequest, prefix: str) -> list[str]:
    """Each entry of PutEvents is about its event bus, the default one where it names none."""
    buses = {entry.get("EventBusName") or "default" for entry in request.parameters.get("Entries", [])}
    return sorted(bus if bus.startswith("arn:") else f"{prefix}:event-bus/{bus}" for bus in buses)


def _sns(request: AwsRequest, _: str) -> list[str]:
    arn = request.parameters.get("TopicArn") or request.parameters.get("TargetArn")
    return [arn] if arn else []


def _scheduler(request: AwsRequest, prefix: str) -> list[str]:
    """Schedules are named below their groups."""
    name, group = request.parameters.get("Name"), request.parameters.get("groupName") or request.parameters.get("GroupName")
    return [f"{prefix}:schedule/{group or 'default'}/{name}"] if name else []


def _states(request: AwsRequest, _: str) -> list[str]:
    arn = request.parameters.get("stateMachineArn") or request.parameters.get("executionArn") or request.parameters.get("resourceArn")
    return [arn] if arn else []


def _ecs(request: AwsRequest, prefix: str) -> list[str]:
    """A service is named below its cluster."""
    cluster, service = request.parameters.get("cluster") or "default", request.parameters.get("service")
    return [service if service.startswith("arn:") else f"{prefix}:service/{cluster.rpartition('/')[2]}/{service}"] if service else []


def _dynamodb(request: AwsRequest, prefix: str) -> list[str]:
    name = str(request.parameters.get("TableName", ""))
    return [name if name.startswith("arn:") else f"{prefix}:table/{name}"] if name else []


FINDERS: Mapping[str, Callable[[AwsRequest, str], list[str]]] = {
    "ssm": _ssm,
    "kms": _kms,
    "secretsmanager": _secretsmanager,
    "lambda": _lambda,
    "iam": _iam,
    "s3": _s3,
    "sts": _sts,
    "events": _events,
    "sns": _sns,
    "scheduler": _scheduler,
    "states": _states,
    "ecs": _ecs,
    "dynamodb": _dynamodb,
}
