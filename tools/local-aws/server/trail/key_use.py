"""The use of keys that Parameter Store makes on its caller's behalf: for reads by path, the only record with names.

AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS": one call for each parameter, under the
caller's identity, with the parameter's ARN as encryption context. Keys of S3 and Secrets Manager are not followed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Iterator

from moto.ssm.models import ssm_backends
from moto.utilities.utils import get_partition

from ..authorization.resources import key_arn, parameter_arn
from ..request import AwsRequest

ENCRYPTING = {"Advanced": "GenerateDataKey"}


@dataclass(frozen=True)
class KeyUse:
    operation: str
    key_arn: str
    parameter_arn: str


def key_uses(request: AwsRequest, answer: bytes, account: str) -> Iterator[KeyUse]:
    """Of a request that Parameter Store answered."""
    if request.service != "ssm":
        return
    if request.with_decryption:
        for parameter in _parameters(answer):
            if parameter.get("Type") == "SecureString":
                # With a selector, the name and the ARN of an answer are those of the parameter.
                yield _use("Decrypt", str(parameter["Name"]), parameter.get("KeyId"), request, account)
    elif request.operation == "PutParameter":
        versions = ssm_backends[account][request.region]._parameters.get(request.parameters.get("Name")) or []
        if versions and versions[-1].parameter_type == "SecureString":
            operation = ENCRYPTING.get(str(versions[-1].tier), "Encrypt")
            yield _use(operation, str(request.parameters["Name"]), versions[-1].keyid, request, account)


def _parameters(answer: bytes) -> list[dict[str, Any]]:
    try:
        members = json.loads(answer)
    except ValueError:
        return []
    return members.get("Parameters") or ([members["Parameter"]] if "Parameter" in members else [])


def _use(operation: str, name: str, key_id: str | None, request: AwsRequest, account: str) -> KeyUse:
    partition = get_partition(request.region)
    key = key_arn(key_id or "alias/aws/ssm", f"arn:{partition}:kms:{request.region}:{account}")
    return KeyUse(operation, key, parameter_arn(name, f"arn:{partition}:ssm:{request.region}:{account}"))
