"""LookupEvents: the management events of 90 days in one region, newest first (CloudTrail API Reference)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Mapping

from moto.core.exceptions import JsonRESTError

from .recorder import recorder
from .records import Record

MOST_RESULTS = 50
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Query:
    account: str
    region: str
    attributes: Mapping[str, str]
    """AWS takes one."""
    start: float | None
    """Seconds since 1970."""
    end: float | None
    most: int
    token: str | None


def answer(query: Query) -> dict[str, Any]:
    if len(query.attributes) > 1:
        raise JsonRESTError("InvalidLookupAttributesException", "You can have only one lookup attribute.")
    if not 1 <= query.most <= MOST_RESULTS:
        raise JsonRESTError("InvalidMaxResultsException", f"MaxResults must be from 1 to {MOST_RESULTS}.")
    if query.start and query.end and query.start > query.end:
        raise JsonRESTError("InvalidTimeRangeException", "The start time has to be before the end time.")
    # Newest first, and of one second the later one first.
    found = [_event(record) for record in reversed(list(recorder.all())) if _is_of(record, query)]
    found = [event for event in found if all(_matches(event, key, value) for key, value in query.attributes.items())]
    begin = _begin(query.token, len(found))
    answered: dict[str, Any] = {"Events": found[begin : begin + query.most]}
    if begin + query.most < len(found):
        # Counted from the oldest: events that are made meanwhile move no page.
        answered["NextToken"] = str(len(found) - begin - query.most)
    return answered


def _begin(token: str | None, found: int) -> int:
    if token is None:
        return 0
    if not token.isdigit() or int(token) > found:
        raise JsonRESTError("InvalidNextTokenException", "The token is not one of an answer to the same query.")
    return found - int(token)


def _is_of(record: Record, query: Query) -> bool:
    if not record["managementEvent"] or record["awsRegion"] != query.region or record["recipientAccountId"] != query.account:
        return False
    made = _seconds(record)
    oldest = max(query.start or 0.0, (datetime.now(timezone.utc) - KEPT).timestamp())
    return oldest <= made <= (query.end or float("inf"))


def _seconds(record: Record) -> float:
    return datetime.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()


def _event(record: Record) -> dict[str, Any]:
    identity = record["userIdentity"]
    event: dict[str, Any] = {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": str(record["readOnly"]).lower(),
        "EventTime": _seconds(record),
        "EventSource": record["eventSource"],
        "Resources": _resources(record),
        "CloudTrailEvent": json.dumps(record, separators=(",", ":")),
    }
    if "accessKeyId" in identity:
        event["AccessKeyId"] = identity["accessKeyId"]
    username = _username(identity)
    return {**event, "Username": username} if username else event


def _username(identity: Mapping[str, Any]) -> str | None:
    if identity["type"] == "AssumedRole":
        return str(identity["arn"]).rpartition("/")[2]
    return "root" if identity["type"] == "Root" else identity.get("userName")


def _resources(record: Record) -> list[dict[str, str]]:
    """By ARN, and parameters also by the names that a request has for them."""
    parameters = record["requestParameters"] or {}
    named = [parameters["name"]] if record["eventSource"] == "ssm.amazonaws.com" and isinstance(parameters.get("name"), str) else []
    of_ssm = [{"ResourceType": "AWS::SSM::Parameter", "ResourceName": name} for name in (*named, *(parameters.get("names") or []))]
    by_arn = [{"ResourceType": resource.get("type", "AWS::SSM::Parameter"), "ResourceName": resource["ARN"]} for resource in record.get("resources", [])]
    others = {"userName": "AWS::IAM::User", "roleName": "AWS::IAM::Role"}
    of_iam = [{"ResourceType": kind, "ResourceName": parameters[name]} for name, kind in others.items() if isinstance(parameters.get(name), str)]
    # Of a session that was given out: by it one finds who assumed a role.
    issued = ((record["responseElements"] or {}).get("credentials") or {}).get("accessKeyId")
    of_session = [{"ResourceType": "AWS::IAM::AccessKey", "ResourceName": issued}] if issued else []
    return [*of_ssm, *by_arn, *of_iam, *of_session]


def _matches(event: Mapping[str, Any], key: str, value: str) -> bool:
    if key in ("ResourceName", "ResourceType"):
        return any(resource[key] == value for resource in event["Resources"])
    if key in ("EventId", "EventName", "ReadOnly", "Username", "EventSource", "AccessKeyId"):
        return event.get(key) == value
    raise JsonRESTError("InvalidLookupAttributesException", f"'{key}' is no attribute to look up by.")
