"""Keeps what moto looks up again for each request though it never changes: half of its time."""

from __future__ import annotations

from functools import lru_cache

from moto import backends
from moto.core import responses, utils


def remember() -> None:
    """To be called after the fixes, which add methods to moto's classes."""
    # Else the folder of moto is listed, with a look at each of its 170 folders, for each request.
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = lru_cache(maxsize=None)(utils.method_names_from_class)
