"""Hands records to the rules of EventBridge, in the account and the region that they are of.

EventBridge User Guide, "AWS service events delivered via CloudTrail": a trail has to log them; management events that only read go to rules
alone that ask for all.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Iterable

from moto.events.models import events_backends

from .records import Record

DETAIL_TYPE = "AWS API Call via CloudTrail"
ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

RuleName = tuple[str, str, str]

_handed: set[str] = set()


def hand_over(delivered: Iterable[Record], everything: Iterable[Record]) -> None:
    """Each record once, however many trails have it, and to rules that were there when it was made."""
    wanted = {record["eventID"] for record in delivered if record["managementEvent"]} - _handed
    _handed.update(wanted)
    there: set[RuleName] = set()
    for record in everything:
        if record["eventSource"] == "events.amazonaws.com" and "errorCode" not in record:
            rule = (record["recipientAccountId"], record["awsRegion"], str((record["requestParameters"] or {}).get("name")))
            there = there | {rule} if record["eventName"] == "PutRule" else there - {rule} if record["eventName"] == "DeleteRule" else there
        if record["eventID"] in wanted:
            _send(record, there)


def _send(record: Record, there: set[RuleName]) -> None:
    buses = events_backends[record["recipientAccountId"]][record["awsRegion"]].event_buses
    for rule in list(buses["default"].rules.values()) if "default" in buses else []:
        if (record["recipientAccountId"], record["awsRegion"], rule.name) not in there:
            continue
        if record["readOnly"] and rule.state != ALL_EVENTS:
            continue
        try:
            rule.send_to_targets(_event_of(record))  # type: ignore[arg-type]
        except NotImplementedError:
            # A kind of target that moto cannot deliver to.
            continue


def _event_of(record: Record) -> dict[str, Any]:
    time = datetime.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%S%z").timestamp()
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": DETAIL_TYPE,
        # By the name in records: alarms are of aws.monitoring, though what they tell themselves is of aws.cloudwatch.
        "source": f"aws.{record['eventSource'].split('.')[0]}",
        "account": record["recipientAccountId"],
        "time": time,
        "region": record["awsRegion"],
        "resources": [],
        "detail": record,
        "ingestion-time": time,
    }
