"""The claims of a token that STS maps to condition keys, which differ by issuer.

IAM User Guide, "Available keys for AWS OIDC federation". A claim that is not mapped has no key, so that no condition
on it can hold.
"""

from __future__ import annotations

import re
from typing import Any

EVERYWHERE = ("sub", "amr")

GITHUB = (
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
)
GITLAB = (
    "namespace_id",
    "project_id",
    "pipeline_source",
    "ref_protected",
    "runner_environment",
    "user_access_level",
    "user_email",
    "user_id",
    "user_login",
)
BUILDKITE = ("organization_id", "organization_slug", "pipeline_id", "pipeline_slug")
CIRCLECI = ("oidc.circleci.com/project-id",)

BY_PROVIDER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"token\.actions\.githubusercontent\.com", GITHUB),
    (r"gitlab\.com", GITLAB),
    (r"agent\.buildkite\.com", BUILDKITE),
    (r"oidc\.circleci\.com/org/[^/]+", CIRCLECI),
)


def condition_keys(provider: str, claims: dict[str, Any]) -> dict[str, list[str]]:
    """Condition keys with their values. `provider` is the issuer without https://."""
    of_provider = (names for pattern, names in BY_PROVIDER if re.fullmatch(pattern, provider))
    mapped = (*EVERYWHERE, *next(of_provider, ()))
    keys = {name: _texts(claims[name]) for name in mapped if name in claims}
    # The authorized party is the audience where a token names both (same page: `aud`).
    audience = claims.get("azp", claims.get("aud"))
    if audience is not None:
        keys["aud"] = _texts(audience)
    return {f"{provider}:{name}".lower(): values for name, values in keys.items()}


def _texts(value: Any) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
