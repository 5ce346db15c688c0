"""Tags of principals: those of the role or user in IAM, and those of the session (IAM User Guide, "Pass session tags in AWS STS")."""

from __future__ import annotations

from moto.sts.exceptions import STSClientError
from moto.sts.models import AssumedRole, sts_backends

from ..request import AwsRequest


def session_of(access_key_id: str | None) -> AssumedRole | None:
    for account in list(sts_backends.values()):
        for backend in list(account.values()):
            found = backend.get_assumed_role_from_access_key(access_key_id or "")
            if found:
                return found
    return None


def tags_of(session: AssumedRole | None) -> dict[str, str]:
    """Of the session alone: what it was given, and what it inherited."""
    return getattr(session, "session_tags", {})


def inherited_by_next(session: AssumedRole | None) -> dict[str, str]:
    """The tags that go on to the next session of a chain."""
    transitive = getattr(session, "transitive_keys", frozenset())
    return {key: value for key, value in tags_of(session).items() if key.lower() in transitive}


def give(session: AssumedRole, request: AwsRequest, passed: dict[str, str]) -> None:
    """Tags of a new session. What was inherited stays, and nobody may pass it again."""
    inherited = inherited_by_next(session_of(request.access_key_id))
    again = {key.lower() for key in inherited} & {key.lower() for key in passed}
    if again:
        raise STSClientError("InvalidParameterValue", f"Tag keys of the calling session cannot be passed again: {', '.join(sorted(again))}")
    named = {key.lower() for key in transitive_keys(request)}
    session.session_tags = {**passed, **inherited}  # type: ignore[attr-defined]
    session.transitive_keys = frozenset({key.lower() for key in inherited} | named)  # type: ignore[attr-defined]


def transitive_keys(request: AwsRequest) -> list[str]:
    found, number = [], 1
    while f"TransitiveTagKeys.member.{number}" in request.parameters:
        found.append(str(request.parameters[f"TransitiveTagKeys.member.{number}"]))
        number += 1
    return found

