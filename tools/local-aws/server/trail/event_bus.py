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

_handed: set[str] = set()


def hand_over(records: Iterable[Record]) -> None:
    """Each record once, however many trails have it."""
    for record in records:
        if record["managementEvent"] and record["eventID"] not in _handed:
            _handed.add(record["eventID"])
            _send(record)


def _send(record: Record) -> None:
    buses = events_backends[record["recipientAccountId"]][record["awsRegion"]].event_buses
    for rule in list(buses["default"].rules.values()) if "default" in buses else []:
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
