"""Delivers records as CloudTrail does: to a trail's log group, to its bucket and to EventBridge, but only when told to.

AWS does it within some five minutes; a test wants to say when. It does so by `POST /moto-api/trail/deliver`.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections import defaultdict
from datetime import datetime, timezone
from typing import Any, Iterable, Mapping

from moto.cloudtrail.models import Trail, cloudtrail_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends

from . import event_bus
from .recorder import recorder
from .records import Record
from .selectors import wants

Answer = tuple[str, list[tuple[str, str]], bytes]

PATH = "/moto-api/trail/deliver"
# Of one PutLogEvents (CloudWatch Logs API Reference).
MOST_EVENTS = 10_000
MOST_BYTES = 1_048_576
BYTES_BESIDE = 26

_delivered: dict[str, int] = {}


def answer(environ: Mapping[str, Any]) -> Answer | None:
    """The answer to a request to deliver; None for any other request."""
    if environ["PATH_INFO"] != PATH:
        return None
    return "200 OK", [("Content-Type", "application/json")], json.dumps({"delivered": deliver(environ.get("QUERY_STRING") == "drop")}).encode()


def deliver(drop: bool = False) -> int:
    """Delivers what no trail has had yet, or drops it. How many records were delivered, those of each trail counted."""
    records = list(recorder.all())
    trails = [trail for account in list(cloudtrail_backends.values()) for backend in list(account.values()) for trail in backend.trails.values()]
    if drop:
        _delivered.update({trail.arn: len(records) for trail in trails})
        return 0
    delivered = [record for trail in trails for record in _deliver_to(trail, records)]
    event_bus.hand_over(delivered, records)
    return len(delivered)


def _deliver_to(trail: Trail, records: list[Record]) -> list[Record]:
    begin = _delivered.get(trail.arn, 0)
    _delivered[trail.arn] = len(records)
    streams: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for index, record in enumerate(_while_logging(trail, records)):
        if index >= begin and record and wants(trail, record):
            streams[(record["recipientAccountId"], record["awsRegion"])].append(record)
    for (account, region), of_stream in streams.items():
        _put_object(trail, account, region, of_stream)
        if trail.cw_log_group_arn:
            _put_events(trail.cw_log_group_arn, f"{account}_CloudTrail_{region}", of_stream)
    return [record for of_stream in streams.values() for record in of_stream]


def _while_logging(trail: Trail, records: list[Record]) -> Iterable[Record | None]:
    """Each record, or None for one of a time when the trail did not log. That it is started or stopped is in it."""
    is_logging = False
    for record in records:
        switched = _switched(trail, record)
        is_logging = switched == "StartLogging" or is_logging
        yield record if is_logging else None
        is_logging = is_logging and switched not in ("StopLogging", "DeleteTrail")


def _switched(trail: Trail, record: Record) -> str | None:
    """The name of the operation that switched this trail, or None for any other."""
    if record["eventSource"] != "cloudtrail.amazonaws.com" or "errorCode" in record:
        return None
    name = (record["requestParameters"] or {}).get("name")
    is_this = name == trail.arn or (name == trail.trail_name and record["awsRegion"] == trail.region_name)
    return str(record["eventName"]) if is_this else None


def _put_events(group_arn: str, stream: str, records: list[Record]) -> None:
    region, account, _, name = group_arn.split(":")[3:7]
    backend = logs_backends[account][region]
    group = backend.groups.get(name)
    if not group:
        return
    if stream not in group.streams:
        backend.create_log_stream(name, stream)
    for batch in _batches(records):
        backend.put_log_events(name, stream, batch)


def _batches(records: Iterable[Record]) -> Iterable[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for record in records:
        message = json.dumps(record, separators=(",", ":"))
        bytes_taken = len(message.encode()) + BYTES_BESIDE
        if batch and (len(batch) == MOST_EVENTS or size + bytes_taken > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append({"timestamp": int(datetime.now(timezone.utc).timestamp() * 1000), "message": message})
        size += bytes_taken
    if batch:
        yield batch


def _put_object(trail: Trail, account: str, region: str, records: list[Record]) -> None:
    by_day: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_day[record["eventTime"][:10]].append(record)
    backend = s3_backends[trail.account_id][trail.partition]
    if trail.bucket_name not in backend.buckets:
        return
    folder = f"{trail.s3_key_prefix}/AWSLogs" if trail.s3_key_prefix else "AWSLogs"
    for day, of_day in by_day.items():
        written = datetime.now(timezone.utc).strftime("%Y%m%dT%H%MZ")
        name = f"{account}_CloudTrail_{region}_{written}_{secrets.token_hex(8)}.json.gz"
        content = gzip.compress(json.dumps({"Records": of_day}, separators=(",", ":")).encode())
        backend.put_object(trail.bucket_name, f"{folder}/{account}/CloudTrail/{region}/{day.replace('-', '/')}/{name}", content)
