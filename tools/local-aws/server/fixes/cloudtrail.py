"""Mends moto's CloudTrail."""

from __future__ import annotations

import json
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.cloudtrail.responses import CloudTrailResponse

from ..trail import lookup


def find_trails_by_arn() -> None:
    """CloudTrail fails with an internal error where logging is started or stopped by ARN, and deletes nothing.

    On AWS StartLogging, StopLogging and DeleteTrail take a trail's name or its ARN, as Terraform sends it.
    """

    def start_logging(self: CloudTrailBackend, name: str) -> None:
        self.get_trail(name).start_logging()

    def stop_logging(self: CloudTrailBackend, name: str) -> None:
        self.get_trail(name).stop_logging()

    def delete_trail(self: CloudTrailBackend, name: str) -> None:
        del self.trails[self.get_trail(name).trail_name]

    CloudTrailBackend.start_logging = start_logging
    CloudTrailBackend.stop_logging = stop_logging
    CloudTrailBackend.delete_trail = delete_trail


def filter_described_trails() -> None:
    """CloudTrail's DescribeTrails returns every trail whatever trailNameList names; Terraform finds two for one.

    AWS returns the trails named there, by name or ARN.
    """

    def describe_trails(self: CloudTrailResponse) -> str:
        names = self._get_param("trailNameList") or []
        trails = self.cloudtrail_backend.describe_trails(self._get_bool_param("includeShadowTrails", True))
        wanted = [trail for trail in trails if not names or trail.trail_name in names or trail.arn in names]
        return json.dumps({"trailList": [trail.description(include_region=True) for trail in wanted]})

    CloudTrailResponse.describe_trails = describe_trails


def tell_of_selectors() -> None:
    """CloudTrail says that no trail has event or insight selectors; Terraform therefore never reads them back.

    AWS sets HasCustomEventSelectors and HasInsightSelectors once they are put.
    """
    stock = Trail.description

    def description(self: Trail, include_region: bool = False) -> dict[str, Any]:
        return {
            **stock(self, include_region),
            "HasCustomEventSelectors": bool(self.event_selectors or self.advanced_event_selectors),
            "HasInsightSelectors": bool(self.insight_selectors),
        }

    Trail.description = description


def look_up_events() -> None:
    """CloudTrail has no LookupEvents.

    On AWS it answers with the management events of the last 90 days in the region of the request, newest first.
    """

    def lookup_events(self: CloudTrailResponse) -> str:
        attributes = self._get_param("LookupAttributes") or []
        query = lookup.Query(
            account=self.current_account,
            region=self.region,
            attributes={each["AttributeKey"]: each["AttributeValue"] for each in attributes},
            start=self._get_param("StartTime"),
            end=self._get_param("EndTime"),
            most=self._get_int_param("MaxResults", lookup.MOST_RESULTS),
            token=self._get_param("NextToken"),
        )
        return json.dumps(lookup.answer(query))

    CloudTrailResponse.lookup_events = lookup_events  # type: ignore[attr-defined]


FIXES = {
    "cloudtrail-lookup-events": look_up_events,
    "cloudtrail-trail-by-arn": find_trails_by_arn,
    "cloudtrail-describe-filter": filter_described_trails,
    "cloudtrail-selectors": tell_of_selectors,
}
