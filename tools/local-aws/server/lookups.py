"""Keeps what moto looks up anew for each request though it never changes, and what it reads for little: half of its time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from botocore.session import Session
from moto import backends
from moto.core import responses, utils


def remember() -> None:
    """To be called after the fixes, which add methods to moto's classes."""
    # Else the folder of moto is listed, with a look at each of its 170 folders, for each request.
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = lru_cache(maxsize=None)(utils.method_names_from_class)
    _find_regions_by_service_name()


def _find_regions_by_service_name() -> None:
    """Most services have their endpoints under their own name: no need to read a whole model, 10 MB for EC2, to learn that."""
    by_model = Session.get_available_regions

    def by_name(self: Session, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False) -> Any:
        resolver = self._get_internal_component("endpoint_resolver")
        found = resolver.get_available_endpoints(service_name, partition_name, allow_non_regional)
        return found or by_model(self, service_name, partition_name, allow_non_regional)

    Session.get_available_regions = by_name
