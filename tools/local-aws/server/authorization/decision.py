"""Finds the policy of the resource that a request is about, in moto's state, and decides with it."""

from __future__ import annotations

import json
from typing import Iterable

from moto.dynamodb.models import dynamodb_backends
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

from .evaluation import Access, Document, allows


# S3 lets the account's root do these whatever the bucket's policy says (S3: Bucket policies, "Lockout").
FOR_ROOT_ALWAYS = ("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")

# What a role's trust policy decides about.
OF_TRUST_POLICIES = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def is_allowed(identity_policies: Iterable[Document], access: Access) -> bool:
    """Whether the caller's policies, together with the resource's where it has one, allow `access`."""
    # A key, and a role that is to be assumed, are closed unless their own policy opens them; a bucket is not.
    is_key = access.action.startswith("kms:") and ":key/" in access.resource
    resource_must_agree = is_key or access.action in OF_TRUST_POLICIES
    return allows(identity_policies, _resource_policy(access), resource_must_agree, access)


def _resource_policy(access: Access) -> Document | None:
    service = access.action.partition(":")[0]
    reader = {"dynamodb": _table_policy, "s3": _bucket_policy, "kms": _key_policy, "sts": _trust_policy}.get(service)
    text = reader(access) if reader else None
    return json.loads(text) if text else None


def _bucket_policy(access: Access) -> str | bytes | None:
    if access.action in FOR_ROOT_ALWAYS and access.caller.arn in access.caller.account_principals:
        return None
    name = access.resource.rpartition(":")[2].partition("/")[0]
    bucket = s3_backends[access.caller.account][access.caller.partition].buckets.get(name)
    return bucket.policy if bucket else None


def _table_policy(access: Access) -> str | None:
    region, account = access.resource.split(":", 5)[3:5] if ":table/" in access.resource else ("", "")
    policy = dynamodb_backends[account][region].resource_policies.get(access.resource) if region else None
    return policy.policy_doc if policy else None


def _key_policy(access: Access) -> str | None:
    region, account, key_id = access.resource.split(":", 5)[3:] if ":key/" in access.resource else ("", "", "")
    key = kms_backends[account][region].keys.get(key_id.removeprefix("key/")) if key_id else None
    return key.policy if key else None


def _trust_policy(access: Access) -> str | None:
    if access.action not in OF_TRUST_POLICIES:
        return None
    try:
        role = iam_backends[access.caller.account][access.caller.partition].get_role_by_arn(access.resource)
    except NotFoundException:
        return None
    return role.assume_role_policy_document
