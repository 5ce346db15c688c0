"""Mends moto's S3."""

from __future__ import annotations

import json

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import ReplicationConfigurationNotFoundError
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from .. import request as aws_request
from ..authorization.actions import action_of
from ..authorization.callers import caller_of
from ..authorization.context import context_of
from ..authorization.evaluation import Access, Decision, evaluate

def honour_bucket_policy_conditions() -> None:
    """S3 takes a conditional Deny in a bucket policy for an unconditional one, so "TLS only" locks everyone out.

    AWS denies only where principal, action, resource and every condition of the statement match.
    """

    def get_permission(self: FakeBucket, _: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        request = aws_request.current()
        caller = caller_of(request, self.account_id, self.partition)
        # moto names actions after the HTTP method: a request for tags, or for a head, is no GetObject there.
        access = Access(action_of(request), resource, caller, context_of(request, caller))
        decision = evaluate([json.loads(self.policy)], access)
        return {Decision.DENY: PermissionResult.DENIED, Decision.ALLOW: PermissionResult.PERMITTED}.get(
            decision, PermissionResult.NEUTRAL
        )

    FakeBucket.get_permission = get_permission


def return_replication_rules() -> None:
    """S3 returns replication rules without what they select, as KMS-encrypted objects, and with a filter of its own.

    AWS returns a rule as it was put.
    """

    def get_bucket_replication(self: S3Response) -> Any:
        self.data["Action"] = "GetBucketReplication"
        replication = self.backend.get_bucket_replication(self.bucket_name)
        if not replication:
            raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
        rules = [{**rule, "Filter": {name: value or "" for name, value in (rule.get("Filter") or {"Prefix": ""}).items()}} for rule in replication["Rule"]]
        return self.serialized(ActionResult({"ReplicationConfiguration": {"Role": replication["Role"], "Rules": rules}}))

    S3Response.get_bucket_replication = get_bucket_replication


FIXES = {
    "s3-conditional-deny": honour_bucket_policy_conditions,
    "s3-replication-rules": return_replication_rules,
}
