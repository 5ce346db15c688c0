"""Mends moto's CloudWatch Logs."""

from __future__ import annotations

import json
from typing import Any

from moto.awslambda.models import LambdaFunction
from moto.logs.metric_filters import MetricFilters

from .. import functions


def replace_metric_filter() -> None:
    """CloudWatch Logs adds a second metric filter where PutMetricFilter names one that exists, and returns the first.

    AWS replaces the filter of that name in that log group.
    """
    stock = MetricFilters.add_filter

    def add_filter(
        self: MetricFilters, filter_name: str, filter_pattern: str, log_group_name: str, metric_transformations: str
    ) -> None:
        replaced = (filter_name, log_group_name)
        self.metric_filters = [
            other for other in self.metric_filters if (other["filterName"], other["logGroupName"]) != replaced
        ]
        stock(self, filter_name, filter_pattern, log_group_name, metric_transformations)

    MetricFilters.add_filter = add_filter


def send_to_functions() -> None:
    """CloudWatch Logs starts a container for a subscription filter of a function, whose error it takes for the function's output.

    On AWS the function is invoked asynchronously, and what becomes of that is not the writer's concern.
    """
    stock = LambdaFunction.invoke

    def invoke(self: LambdaFunction, body: str, request_headers: Any, response_headers: Any) -> Any:
        # Only subscription filters come this way: Invoke is answered by the backend.
        if not functions.runs_here(self):
            return stock(self, body, request_headers, response_headers)
        functions.invoke_later(self, json.loads(body))
        return b""

    LambdaFunction.invoke = invoke  # type: ignore[method-assign]


FIXES = {"logs-metric-filter-update": replace_metric_filter, "logs-subscribed-functions": send_to_functions}
