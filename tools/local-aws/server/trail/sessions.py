"""What a role's session carries along: its source identity, its second factor and the identity provider behind it.

IAM User Guide, "Monitor and control actions taken with assumed roles": a source identity stays through role chaining.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Mapping

from moto.core.utils import utcnow
from moto.sts.models import AssumedRole, STSBackend, sts_backends

from .. import request as aws_request
from ..request import AwsRequest

FEDERATED = ("AssumeRoleWithWebIdentity",)
# Claim by which an issuer hands over a source identity (IAM User Guide, "Pass session tags in AWS STS").
SOURCE_IDENTITY_CLAIM = "https://aws.amazon.com/source_identity"


@dataclass(frozen=True)
class Token:
    """What a token of an identity provider says of its bearer. The token itself is not kept."""

    issuer: str
    subject: str
    audience: str
    source_identity: str | None

    def provider_arn(self, account: str, partition: str) -> str:
        return f"arn:{partition}:iam::{account}:oidc-provider/{self.issuer.removeprefix('https://')}"


@dataclass(frozen=True)
class Session:
    role: AssumedRole
    created: str
    source_identity: str | None = None
    with_mfa: bool = False
    token: Token | None = field(default=None)


_sessions: dict[str, Session] = {}


def remember() -> None:
    """To be called once, before requests are taken."""
    stock = STSBackend.assume_role

    def assume_role(self: STSBackend, *given: Any, **named: Any) -> AssumedRole:
        role = stock(self, *given, **named)
        _sessions[role.access_key_id] = _session(role, aws_request.current_if_any())
        return role

    STSBackend.assume_role = assume_role  # type: ignore[method-assign]


def session_of(access_key_id: str) -> Session | None:
    return _sessions.get(access_key_id)


def newest_session() -> Session | None:
    return next(reversed(_sessions.values()), None)


def token_of(request: AwsRequest) -> Token | None:
    """What the token of a request says. It was verified, if authorization is on."""
    try:
        payload = str(request.parameters["WebIdentityToken"]).split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        audience = claims.get("azp", claims.get("aud", ""))
        audience = audience[0] if isinstance(audience, list) and audience else audience
        return Token(str(claims["iss"]), str(claims["sub"]), str(audience), claims.get(SOURCE_IDENTITY_CLAIM))
    except (KeyError, IndexError, ValueError, AttributeError):
        return None


def _session(role: AssumedRole, request: AwsRequest | None) -> Session:
    created = utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")
    if request is None or request.service != "sts":
        # A service of AWS took the role for itself, as Lambda does: nobody stands behind it.
        return Session(role, created)
    given: Mapping[str, Any] = request.parameters
    if request.operation in FEDERATED:
        token = token_of(request)
        return Session(role, created, token.source_identity if token else None, token=token)
    before = _sessions.get(request.access_key_id or "")
    inherited = before.source_identity if before else None
    with_mfa = bool(given.get("SerialNumber") and given.get("TokenCode")) or bool(before and before.with_mfa)
    return Session(role, created, inherited or given.get("SourceIdentity"), with_mfa)


def all_backends() -> list[STSBackend]:
    return [backend for account in list(sts_backends.values()) for backend in list(account.values())]
