"""Mends moto's CloudWatch Logs."""

from __future__ import annotations

from moto.logs.metric_filters import MetricFilters


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


FIXES = {"logs-metric-filter-update": replace_metric_filter}
