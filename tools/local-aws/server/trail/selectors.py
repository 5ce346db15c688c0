"""Which records a trail wants (CloudTrail User Guide, "Logging management events", "Advanced event selectors")."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from moto.cloudtrail.models import Trail

from .records import Record

OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": lambda value, wanted: value == wanted,
    "StartsWith": lambda value, wanted: value.startswith(wanted),
    "EndsWith": lambda value, wanted: value.endswith(wanted),
}


def wants(trail: Trail, record: Record) -> bool:
    if not trail.is_org_trail and record["recipientAccountId"] != trail.account_id:
        return False
    if not trail.is_multi_region and record["awsRegion"] != trail.region_name:
        return False
    if trail.advanced_event_selectors:
        return any(_advanced(selector, record) for selector in trail.advanced_event_selectors)
    return any(_basic(selector, record) for selector in trail.event_selectors or [{}])


def _basic(selector: Mapping[str, Any], record: Record) -> bool:
    kind = selector.get("ReadWriteType", "All")
    if kind != "All" and (kind == "ReadOnly") != record["readOnly"]:
        return False
    if record["managementEvent"]:
        included = selector.get("IncludeManagementEvents", True)
        return bool(included) and record["eventSource"] not in selector.get("ExcludeManagementEventSources", [])
    arns = [resource["ARN"] for resource in record.get("resources", []) if resource.get("type") == "AWS::S3::Object"]
    wanted = [value for data in selector.get("DataResources", []) if data["Type"] == "AWS::S3::Object" for value in data.get("Values", [])]
    return any(arn.startswith(value) for arn in arns for value in wanted)


def _advanced(selector: Mapping[str, Any], record: Record) -> bool:
    return all(_field(field, record) for field in selector["FieldSelectors"])


def _field(field: Mapping[str, Any], record: Record) -> bool:
    values = _values(field["Field"], record)
    for name, holds in OPERATORS.items():
        if name in field and not any(holds(value, wanted) for value in values for wanted in field[name]):
            return False
        if any(holds(value, wanted) for value in values for wanted in field.get(f"Not{name}", [])):
            return False
    return True


def _values(name: str, record: Record) -> list[str]:
    resources = record.get("resources", [])
    if name == "resources.type":
        return [str(resource.get("type", "")) for resource in resources]
    if name == "resources.ARN":
        return [str(resource["ARN"]) for resource in resources]
    if name == "userIdentity.arn":
        return [str(record["userIdentity"].get("arn", ""))]
    value = record.get(name, "")
    return [str(value).lower() if isinstance(value, bool) else str(value)]
