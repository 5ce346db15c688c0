"""Whether a token lets its bearer assume a role (STS: AssumeRoleWithWebIdentity).

First the token itself, as its issuer signed it, against the OpenID Connect provider in IAM; then the role's trust
policy, with the claims that STS maps for that issuer.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact
from moto.iam.exceptions import NotFoundException
from moto.iam.models import OpenIDConnectProvider, iam_backends
from moto.sts.exceptions import STSClientError

from ..issuers import IssuerUnreachable, keys_of
from ..request import AwsRequest
from .context import context_of
from .evaluation import Access, Caller, Decision, evaluate
from .mapped_claims import condition_keys

# What issuers of AWS's list sign with; `none` and shared secrets are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
ROLE_ARN = re.compile(r"arn:(aws[\w-]*):iam::(\d{12}):role/.+")
# Claims by which an issuer hands over tags and a source identity (IAM User Guide, "Pass session tags in AWS STS").
TAGS_CLAIM = "https://aws.amazon.com/tags"
SOURCE_IDENTITY_CLAIM = "https://aws.amazon.com/source_identity"
CLOCK_SKEW_SECONDS = 300

_DENIED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


def require_trust(request: AwsRequest) -> None:
    """Raises what STS answers where the token, or the role that it asks for, does not fit."""
    session_name = str(request.parameters.get("RoleSessionName", ""))
    if not SESSION_NAME.fullmatch(session_name):
        raise STSClientError("ValidationError", "'roleSessionName' must satisfy: [\\w+=,.@-]{2,64}")
    role_arn = ROLE_ARN.fullmatch(str(request.parameters.get("RoleArn", "")))
    if not role_arn:
        raise STSClientError("ValidationError", "Request ARN is invalid")
    partition, account = role_arn.groups()
    token = str(request.parameters.get("WebIdentityToken", ""))
    provider, claims = _verified(token, account, partition)
    _require_role_trusts(request, provider, claims, account, partition)


def _verified(token: str, account: str, partition: str) -> tuple[OpenIDConnectProvider, dict[str, Any]]:
    try:
        signed = extract_compact(token.encode())
        unverified = json.loads(signed.payload)
        issuer = str(unverified["iss"])
        key_id = signed.headers().get("kid")
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)") from error
    provider = _provider_of(issuer, account, partition)
    try:
        claims = jwt.decode(token, keys_of(issuer, key_id), algorithms=ALGORITHMS).claims
    except IssuerUnreachable as error:
        raise _invalid(f"Couldn't retrieve verification key from your identity provider: {error}") from error
    except (JoseError, ValueError) as error:
        raise _invalid("Couldn't verify the signature of the token") from error
    _require_in_time(claims)
    audience = claims.get("azp", claims.get("aud"))
    audiences = audience if isinstance(audience, list) else [audience]
    if not any(each in provider.client_id_list for each in audiences):
        raise _invalid("Incorrect token audience")
    if not claims.get("sub"):
        raise _invalid("Missing a required claim: sub")
    return provider, claims


def _require_in_time(claims: dict[str, Any]) -> None:
    now = time.time()
    for name in ("exp", "iat"):
        if not isinstance(claims.get(name), (int, float)):
            raise _invalid(f"Missing a required claim: {name}")
    if claims["exp"] <= now:
        raise STSClientError("ExpiredTokenException", "Token expired: it must be used before its expiration time")
    if max(claims["iat"], claims.get("nbf", 0)) > now + CLOCK_SKEW_SECONDS:
        raise _invalid("Token is not valid yet")


def _provider_of(issuer: str, account: str, partition: str) -> OpenIDConnectProvider:
    parts = urlsplit(issuer)
    url = f"{parts.netloc}{parts.path}"
    for provider in iam_backends[account][partition].open_id_providers.values():
        if provider.url == url and parts.scheme == "https":
            return provider
    raise _invalid(f"No OpenIDConnect provider found in your account for {issuer}")


def _require_role_trusts(
    request: AwsRequest, provider: OpenIDConnectProvider, claims: dict[str, Any], account: str, partition: str
) -> None:
    try:
        role = iam_backends[account][partition].get_role_by_arn(request.parameters["RoleArn"])
    except NotFoundException as error:
        # AWS does not tell a stranger which roles there are.
        raise STSClientError("AccessDenied", _DENIED) from error
    trust = json.loads(role.assume_role_policy_document)
    caller = Caller(account, provider.arn, None, partition, federated=True)
    tags = (claims.get(TAGS_CLAIM) or {}).get("principal_tags", {})
    context = {
        **context_of(request, caller),
        **condition_keys(provider.url, claims),
        "aws:federatedprovider": [provider.arn],
        **{f"aws:requesttag/{key.lower()}": [str(each) for each in values] for key, values in tags.items()},
        **({"aws:tagkeys": list(tags)} if tags else {}),
    }
    needed = ["sts:AssumeRoleWithWebIdentity"]
    if tags:
        needed.append("sts:TagSession")
    if SOURCE_IDENTITY_CLAIM in claims:
        needed.append("sts:SetSourceIdentity")
        context["sts:sourceidentity"] = [str(claims[SOURCE_IDENTITY_CLAIM])]
    for action in needed:
        if evaluate([trust], Access(action, role.arn, caller, context)) is not Decision.ALLOW:
            raise STSClientError("AccessDenied", _DENIED)


def _invalid(message: str) -> STSClientError:
    return STSClientError("InvalidIdentityToken", message)
