"""The element userIdentity (CloudTrail User Guide, "CloudTrail userIdentity element")."""

from __future__ import annotations

from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from ..admission import root_key
from ..request import AwsRequest
from .sessions import Session, session_of, token_of

Identity = dict[str, Any]


def identity_of(request: AwsRequest) -> tuple[str, Identity]:
    """The account that a request is about, and who makes it."""
    key, partition = request.access_key_id, get_partition(request.region)
    if request.operation == "AssumeRoleWithWebIdentity":
        return _web_identity(request, partition)
    if key is None:
        return DEFAULT_ACCOUNT_ID, {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}
    session = session_of(key)
    if session:
        return session.role.account_id, _assumed_role(session, key)
    return _user(key) or _root(key, partition)


def service_identity(service: str) -> Identity:
    """Of a service that acts by itself."""
    return {"type": "AWSService", "invokedBy": f"{service}.amazonaws.com"}


def _root(key: str, partition: str) -> tuple[str, Identity]:
    account = DEFAULT_ACCOUNT_ID
    known = {"accessKeyId": key} if key == root_key() else {}
    return account, {"type": "Root", "principalId": account, "arn": f"arn:{partition}:iam::{account}:root", "accountId": account, **known}


def _user(key: str) -> tuple[str, Identity] | None:
    for account in list(iam_backends.values()):
        for backend in list(account.values()):
            for user in list(backend.users.values()):
                if any(owned.access_key_id == key for owned in user.access_keys):
                    return backend.account_id, {
                        "type": "IAMUser",
                        "principalId": user.id,
                        "arn": user.arn,
                        "accountId": backend.account_id,
                        "accessKeyId": key,
                        "userName": user.name,
                    }
    return None


def _assumed_role(session: Session, key: str) -> Identity:
    role, principal_id = session.role, session.role.user_id
    context: dict[str, Any] = {
        "sessionIssuer": {
            "type": "Role",
            "principalId": principal_id.partition(":")[0],
            "arn": role.role_arn,
            "accountId": role.account_id,
            "userName": role.role_arn.rpartition("/")[2],
        },
        "attributes": {"creationDate": session.created, "mfaAuthenticated": str(session.with_mfa).lower()},
    }
    if session.token:
        provider = session.token.provider_arn(role.account_id, role.partition)
        context["webIdFederationData"] = {"federatedProvider": provider, "attributes": {}}
    if session.source_identity:
        context["sourceIdentity"] = session.source_identity
    return {
        "type": "AssumedRole",
        "principalId": principal_id,
        "arn": role.arn,
        "accountId": role.account_id,
        "accessKeyId": key,
        "sessionContext": context,
    }


def _web_identity(request: AwsRequest, partition: str) -> tuple[str, Identity]:
    arn = str(request.parameters.get("RoleArn", "")).split(":")
    account = arn[4] if len(arn) > 5 and arn[4] else DEFAULT_ACCOUNT_ID
    token = token_of(request)
    if not token:
        return account, {"type": "WebIdentityUser"}
    provider = token.provider_arn(account, partition)
    return account, {
        "type": "WebIdentityUser",
        "principalId": f"{provider}:{token.audience}:{token.subject}",
        "userName": token.subject,
        "identityProvider": provider,
    }
