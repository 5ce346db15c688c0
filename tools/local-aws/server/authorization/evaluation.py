"""Policy evaluation in one account (IAM: Policy evaluation logic)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Iterable, Mapping

from .conditions import conditions_hold
from .patterns import Context, arn_matches, as_list, glob_matches, with_variables

Document = Mapping[str, Any]
"""A policy, parsed."""


@dataclass(frozen=True)
class Caller:
    account: str
    arn: str
    """Of the user, the role session, or the account's root."""
    role_arn: str | None = None
    """Of the role behind a session."""
    partition: str = "aws"
    federated: bool = False
    """Whether `arn` is that of the identity provider which vouches for the caller."""

    @property
    def account_principals(self) -> tuple[str, str]:
        return self.account, f"arn:{self.partition}:iam::{self.account}:root"

    @property
    def own_principals(self) -> tuple[str, ...]:
        return (self.arn, self.role_arn) if self.role_arn else (self.arn,)


@dataclass(frozen=True)
class Access:
    """One action on one resource, by a caller, under conditions."""

    action: str
    resource: str
    caller: Caller
    context: Context


class Decision(Enum):
    DENY = "deny"
    ALLOW = "allow"
    ALLOW_ACCOUNT = "allow account"
    """A resource's policy names the account only: its administrators decide, in the caller's own policies."""
    NONE = "none"


def allows(
    identity_policies: Iterable[Document], resource_policy: Document | None, resource_must_agree: bool, access: Access
) -> bool:
    """Nothing but an Allow allows, and a Deny anywhere forbids.

    A resource's policy may allow what the caller's own policies do not mention. Where it must agree, it has to allow
    by itself, or leave it to the account and so to the caller's own policies.
    """
    identity = evaluate(identity_policies, access)
    of_resource = evaluate([resource_policy], access) if resource_policy else Decision.NONE
    if Decision.DENY in (identity, of_resource):
        return False
    if of_resource is Decision.ALLOW:
        return True
    return identity is Decision.ALLOW and (not resource_must_agree or of_resource is Decision.ALLOW_ACCOUNT)


def evaluate(documents: Iterable[Document], access: Access) -> Decision:
    """What these policies together say: a Deny anywhere wins, and silence is NONE."""
    decisions = {_statement(statement, access) for document in documents for statement in statements(document)}
    for decision in (Decision.DENY, Decision.ALLOW, Decision.ALLOW_ACCOUNT):
        if decision in decisions:
            return decision
    return Decision.NONE


def statements(document: Document) -> list[Any]:
    return as_list(document.get("Statement", []))


def _statement(statement: Mapping[str, Any], access: Access) -> Decision:
    """What one statement says. Kinds of policy differ in the elements they have: identity policies name no
    principal, and trust policies no resource; an element that is not there leaves nothing out."""
    grantee = _principal(statement, access.caller)
    if grantee is Decision.NONE or not _action_applies(statement, access.action):
        return Decision.NONE
    if not _resource_applies(statement, access):
        return Decision.NONE
    if not conditions_hold(statement.get("Condition") or {}, access.context):
        return Decision.NONE
    return Decision.DENY if statement["Effect"] == "Deny" else grantee


def _action_applies(statement: Mapping[str, Any], action: str) -> bool:
    def named(patterns: object) -> bool:
        return any(glob_matches(str(pattern), action, ignore_case=True) for pattern in as_list(patterns))

    return not named(statement["NotAction"]) if "NotAction" in statement else named(statement.get("Action", []))


def _resource_applies(statement: Mapping[str, Any], access: Access) -> bool:
    def named(patterns: object) -> bool:
        filled = (with_variables(str(pattern), access.context) for pattern in as_list(patterns))
        return any(pattern is not None and arn_matches(pattern, access.resource) for pattern in filled)

    if "NotResource" in statement:
        return not named(statement["NotResource"])
    return "Resource" not in statement or named(statement["Resource"])


def _principal(statement: Mapping[str, Any], caller: Caller) -> Decision:
    """NONE where the statement is about someone else, else what an Allow in it is worth."""
    if "NotPrincipal" in statement:
        return Decision.ALLOW if _named(statement["NotPrincipal"], caller) is Decision.NONE else Decision.NONE
    return _named(statement["Principal"], caller) if "Principal" in statement else Decision.ALLOW


def _named(principal: object, caller: Caller) -> Decision:
    # Services never call Local AWS themselves. Whoever comes with a token is of no account: only its provider counts.
    kind = "Federated" if caller.federated else "AWS"
    names = as_list(principal.get(kind, [])) if isinstance(principal, dict) else as_list(principal)
    if any(name == "*" or name in caller.own_principals for name in names):
        return Decision.ALLOW
    if caller.federated:
        return Decision.NONE
    return Decision.ALLOW_ACCOUNT if any(name in caller.account_principals for name in names) else Decision.NONE
