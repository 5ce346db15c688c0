"""What a record says of an answer: for operations that change something, and only the members named here."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.models import iam_backends

from ..request import AwsRequest
from .sessions import newest_session

ALLOWED = {
    ("ssm", "PutParameter"): ("Version", "Tier"),
    ("ssm", "LabelParameterVersion"): ("InvalidLabels", "ParameterVersion"),
    ("ssm", "DeleteParameters"): ("DeletedParameters", "InvalidParameters"),
    ("kms", "ScheduleKeyDeletion"): ("KeyId", "DeletionDate", "KeyState", "PendingWindowInDays"),
    ("secretsmanager", "CreateSecret"): ("ARN",),
    ("secretsmanager", "PutSecretValue"): ("ARN", "VersionId"),
    ("secretsmanager", "DeleteSecret"): ("ARN", "DeletionDate"),
}


def response_elements(request: AwsRequest, answer: bytes, account: str) -> dict[str, Any] | None:
    """None for what only reads, and for what has no member that may be shown."""
    if request.service == "sts" and request.operation.startswith("AssumeRole"):
        return _of_session()
    if (request.service, request.operation) == ("iam", "CreateAccessKey"):
        return _of_access_key(request, account)
    allowed = ALLOWED.get((request.service, request.operation))
    if not allowed:
        return None
    try:
        members = json.loads(answer)
    except ValueError:
        return None
    return {name[:1].lower() + name[1:] if name != "ARN" else "arn": members[name] for name in allowed if name in members} or None


def _of_session() -> dict[str, Any] | None:
    session = newest_session()
    if not session:
        return None
    role = session.role
    expiration = role.expiration.strftime("%b %d, %Y, %I:%M:%S %p")
    # AWS shows the session token here as well; this never does.
    elements: dict[str, Any] = {
        "credentials": {"accessKeyId": role.access_key_id, "expiration": expiration},
        "assumedRoleUser": {"assumedRoleId": role.user_id, "arn": role.arn},
    }
    if session.source_identity:
        elements["sourceIdentity"] = session.source_identity
    if session.token:
        elements["subjectFromWebIdentityToken"] = session.token.subject
        elements["audience"] = session.token.audience
    return elements


def _of_access_key(request: AwsRequest, account: str) -> dict[str, Any] | None:
    name = request.parameters.get("UserName")
    for backend in list(iam_backends[account].values()):
        for user in backend.users.values():
            if user.name == name and user.access_keys:
                key = user.access_keys[-1]
                return {"accessKey": {"userName": name, "accessKeyId": key.access_key_id, "status": "Active"}}
    return None
