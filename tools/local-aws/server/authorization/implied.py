"""What Parameter Store does on its caller's behalf, and what sessions carry: the caller must be allowed that too.

Systems Manager User Guide, "AWS KMS encryption for Parameter Store": SecureStrings under a key of the customer's
are decrypted and encrypted with the caller's own permission on that key, through Systems Manager.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterator

from ..request import AwsRequest
from ..trail.sessions import session_of as trail_session_of
from .context import encryption_context_keys, request_tags
from .evaluation import Access
from .resources import key_arn, parameter_arn
from .session_tags import inherited_by_next, session_of

# The key policy of the AWS managed key lets in everyone in the account who may use Parameter Store.
AWS_MANAGED_KEY = "alias/aws/ssm"


def implied_accesses(request: AwsRequest, access: Access) -> Iterator[Access]:
    """Further accesses that `request` needs beside `access`, its own."""
    if request.operation == "AssumeRole":
        # Tags that are passed, and those that go on from the calling session, both take it (IAM: Pass session tags in AWS STS).
        if any(True for _ in request_tags(request)) or inherited_by_next(session_of(request.access_key_id)):
            yield replace(access, action="sts:TagSession")
        # So does a source identity (IAM: Monitor and control actions taken with assumed roles).
        before = trail_session_of(request.access_key_id or "")
        if request.parameters.get("SourceIdentity") or (before and before.source_identity):
            yield replace(access, action="sts:SetSourceIdentity")
        return
    if request.service != "ssm":
        return
    if request.with_decryption:
        for name, key_id in _secure_strings_read(request, access):
            yield _kms_access("kms:Decrypt", name, key_id, request, access)
    if request.operation == "PutParameter":
        if request.parameters.get("Tags"):
            yield replace(access, action="ssm:AddTagsToResource")
        key_id = _key_of_put(request, access)
        if key_id and key_id != AWS_MANAGED_KEY:
            advanced = request.parameters.get("Tier") == "Advanced"
            action = "kms:GenerateDataKey" if advanced else "kms:Encrypt"
            yield _kms_access(action, request.parameters["Name"], key_id, request, access)


def _kms_access(action: str, name: str, key_id: str, request: AwsRequest, access: Access) -> Access:
    prefix = _prefix("kms", request, access)
    context = {
        **access.context,
        "kms:calleraccount": [access.caller.account],
        "kms:viaservice": [f"ssm.{request.region}.amazonaws.com"],
        **encryption_context_keys({"PARAMETER_ARN": parameter_arn(name, _prefix("ssm", request, access))}),
    }
    return replace(access, action=action, resource=key_arn(key_id, prefix), context=context)


def _prefix(service: str, request: AwsRequest, access: Access) -> str:
    return f"arn:{access.caller.partition}:{service}:{request.region}:{access.caller.account}"


def _secure_strings_read(request: AwsRequest, access: Access) -> Iterator[tuple[str, str]]:
    """Name and key of each SecureString that the request would decrypt under a customer's key."""
    prefix = _prefix("ssm", request, access)
    path = request.parameters.get("Path")
    wanted = {parameter_arn(name, prefix) for name in request.names}
    for name, versions in _parameters(request, access).items():
        arn = parameter_arn(name, prefix)
        if arn in wanted or (path is not None and _is_listed(name, path, bool(request.parameters.get("Recursive")))):
            key_ids = {version.keyid for version in versions if version.parameter_type == "SecureString"}
            yield from ((name, key_id) for key_id in key_ids - {AWS_MANAGED_KEY})


def _is_listed(name: str, path: str, recursive: bool) -> bool:
    below = path.rstrip("/") + "/"
    return name.startswith(below) and (recursive or "/" not in name.removeprefix(below))


def _key_of_put(request: AwsRequest, access: Access) -> str | None:
    """The key that a PutParameter encrypts under, None where it writes no SecureString."""
    versions = _parameters(request, access).get(request.parameters["Name"]) or []
    previous = versions[-1] if versions else None
    kind = request.parameters.get("Type") or (previous.parameter_type if previous else None)
    if kind != "SecureString":
        return None
    return request.parameters.get("KeyId") or (previous.keyid if previous else None) or AWS_MANAGED_KEY


def _parameters(request: AwsRequest, access: Access) -> dict[str, list[Any]]:
    from moto.ssm.models import ssm_backends

    stored = ssm_backends[access.caller.account][request.region]._parameters
    # A plain dictionary: moto's own makes up entries for what it is asked.
    return dict(stored.items())
