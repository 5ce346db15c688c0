"""Finds the regions of services without their models: modules of moto ask for them while they are imported."""

from __future__ import annotations

from typing import Any

from botocore.session import Session


def find_by_service_name() -> None:
    """To be called before moto is imported.

    Most services have their endpoints under their own name: no need to read a whole model, 10 MB for EC2, to learn that.
    """
    by_model = Session.get_available_regions

    def by_name(self: Session, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False) -> Any:
        resolver = self._get_internal_component("endpoint_resolver")
        found = resolver.get_available_endpoints(service_name, partition_name, allow_non_regional)
        return found or by_model(self, service_name, partition_name, allow_non_regional)

    Session.get_available_regions = by_name
