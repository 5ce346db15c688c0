"""Mends moto's SQS."""

from __future__ import annotations

import json
from typing import Any

from moto.sqs.models import Queue


def write_redrive_policy_compactly() -> None:
    """SQS returns RedrivePolicy with spaces in it; Terraform, which waits for its own bytes, times out or sees drift.

    AWS returns the document without insignificant whitespace.
    """
    stock = Queue.attributes.fget

    def attributes(self: Queue) -> dict[str, Any]:
        result = stock(self)
        if result.get("RedrivePolicy"):
            result["RedrivePolicy"] = json.dumps(json.loads(result["RedrivePolicy"]), separators=(",", ":"))
        return result

    Queue.attributes = property(attributes)


def keep_queue_policy() -> None:
    """SQS drops the queue's policy whenever SetQueueAttributes sets something else.

    AWS changes only the attributes that a SetQueueAttributes names.
    """
    stock = Queue._set_attributes

    def set_attributes(self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
        # A queue that is just being made has no policy yet.
        policy = getattr(self, "policy", None) if hasattr(self, "_policy_json") else None
        if policy and "Policy" not in attributes:
            attributes = {**attributes, "Policy": policy}
        stock(self, attributes, now)

    Queue._set_attributes = set_attributes


FIXES = {
    "sqs-redrive-policy-whitespace": write_redrive_policy_compactly,
    "sqs-keep-policy": keep_queue_policy,
}
