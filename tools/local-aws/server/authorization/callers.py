"""Who makes a request: a user, a role's session, the account's root, or nobody in particular."""

from __future__ import annotations

from moto.iam.access_control import AssumedRoleAccessKey, CreateAccessKeyFailure, create_access_key
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends

from ..request import AwsRequest
from .evaluation import Caller

# Belongs to no account, so that only a policy for everyone (`*`) is about it.
ANONYMOUS = Caller(account="", arn="anonymous")


def caller_of(request: AwsRequest, account: str, partition: str) -> Caller:
    """The caller by the request's access key; a key that nobody owns stands for the account's root."""
    if request.access_key_id is None:
        return ANONYMOUS
    token = request.headers.get("x-amz-security-token")
    headers = {"X-Amz-Security-Token": token} if token else {}
    try:
        key = create_access_key(account, partition, request.access_key_id or "", headers)
    except CreateAccessKeyFailure:
        return root(account, partition)
    role_arn = _role_arn(key, account, partition) if isinstance(key, AssumedRoleAccessKey) else None
    return Caller(account, key.arn, role_arn, partition)


def root(account: str, partition: str) -> Caller:
    return Caller(account, f"arn:{partition}:iam::{account}:root", None, partition)


def _role_arn(key: AssumedRoleAccessKey, account: str, partition: str) -> str | None:
    try:
        return iam_backends[account][partition].get_role(key._owner_role_name).arn
    except NotFoundException:
        return None
