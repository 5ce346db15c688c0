"""Mends moto's authorization, which is off until INITIAL_NO_AUTH_ACTION_COUNT or /moto-api/reset-auth turns it on."""

from __future__ import annotations

import os
from typing import Any, NoReturn

from botocore.credentials import Credentials
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import JsonRESTError
from moto.iam import access_control
from moto.iam.access_control import IAMPolicy, IAMRequest, IAMRequestBase
from moto.sts.models import AssumedRole, STSBackend
from moto.sts.responses import TokenResponse
from moto.utilities.utils import get_partition

from .. import request as aws_request
from ..admission import is_enforced, root_key
from ..authorization.actions import action_of
from ..authorization.callers import caller_of, root
from ..authorization.context import context_of, request_tags
from ..authorization.decision import is_allowed
from ..authorization.evaluation import Access
from ..authorization.implied import implied_accesses
from ..authorization.resources import resources_of
from ..authorization.session_tags import give
from ..authorization.web_identity import require_trust
from ..request import UNSIGNED_OPERATIONS

# The last word of the account's root, whom no policy of its own can hold back.
EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def evaluate_policies() -> None:
    """IAM compares resources with `*` for most services and skips conditions, key policies and bucket policies.

    So a policy that names its ARNs, as it should, allows nothing. AWS evaluates actions, resources, principals and
    conditions of the caller's policies together with those of the bucket, key or role.
    """

    def check_action_permitted(self: IAMRequestBase, resource: str) -> None:
        request = aws_request.current()
        action = action_of(request)
        if action == "sts:GetCallerIdentity":
            # Always allowed, even against an explicit Deny.
            return
        partition = get_partition(request.region)
        documents = [IAMPolicy(policy)._policy_json for policy in self._access_key.collect_policies()]
        caller = caller_of(request, self.account_id, partition)
        context = context_of(request, caller)
        for arn in resources_of(request, self.account_id, partition) or [resource]:
            access = Access(action, arn, caller, context)
            for needed in (access, *implied_accesses(request, access)):
                if not is_allowed(documents, needed):
                    # The error names the action that was missing, which need not be the one asked for.
                    self._action = needed.action
                    aws_request.note_denied(needed)
                    self._raise_access_denied()

    IAMRequestBase.check_action_permitted = check_action_permitted


def answer_in_the_protocol() -> None:
    """IAM refuses in XML whatever protocol the client speaks; JSON clients then report an unreadable answer.

    AWS answers JSON services with AccessDeniedException, UnrecognizedClientException and
    InvalidSignatureException, status 400.
    """
    stock_denied = IAMRequest._raise_access_denied
    stock_key = IAMRequest._raise_invalid_access_key
    stock_signature = IAMRequest._raise_signature_does_not_match

    def refuse(code: str, message: str) -> NoReturn:
        raise JsonRESTError(code, message)

    def speaks_json() -> bool:
        return aws_request.current().protocol in ("json", "rest-json")

    def raise_access_denied(self: IAMRequest) -> None:
        if speaks_json():
            arn = self._access_key.arn
            refuse("AccessDeniedException", f"User: {arn} is not authorized to perform: {self._action}")
        stock_denied(self)

    def raise_invalid_access_key(self: IAMRequest, reason: str) -> None:
        if speaks_json():
            refuse("UnrecognizedClientException", "The security token included in the request is invalid.")
        stock_key(self, reason)

    def raise_signature_does_not_match(self: IAMRequest) -> None:
        if speaks_json():
            refuse("InvalidSignatureException", "The request signature does not match the signature you provided.")
        stock_signature(self)

    IAMRequest._raise_access_denied = raise_access_denied
    IAMRequest._raise_invalid_access_key = raise_invalid_access_key
    IAMRequest._raise_signature_does_not_match = raise_signature_does_not_match


class RootAccessKey:
    """The key of the account's root, as moto's access control wants it."""

    def __init__(self, account_id: str, partition: str):
        self.arn = root(account_id, partition).arn

    def create_credentials(self) -> Credentials:
        return Credentials(root_key(), os.environ["COFFER_ROOT_SECRET"])

    def collect_policies(self) -> list[str]:
        return [EVERYTHING]


def know_the_root_key() -> None:
    """IAM knows no root: with authorization on, the key that set everything up is refused.

    On AWS the account's root may do everything that no resource policy denies it.
    """
    stock = access_control.create_access_key

    def create_access_key(account_id: str, partition: str, access_key_id: str, headers: dict[str, str]) -> Any:
        if access_key_id == root_key():
            return RootAccessKey(account_id, partition)
        return stock(account_id, partition, access_key_id, headers)

    access_control.create_access_key = create_access_key


def accept_unsigned_operations() -> None:
    """IAM fails with an internal error on AssumeRoleWithWebIdentity, which carries no signature to check.

    On AWS these operations are for callers that have no key yet.
    """
    stock = ActionAuthenticatorMixin._authenticate_and_authorize_action

    def authorize(self: Any, iam_request_cls: type, resource: str = "*") -> None:
        if aws_request.current().operation not in UNSIGNED_OPERATIONS:
            stock(self, iam_request_cls, resource)

    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize


def verify_web_identities() -> None:
    """STS takes any text for a token of AssumeRoleWithWebIdentity, and asks no trust policy.

    AWS verifies issuer, signature, expiry and audience of the token against the OpenID Connect provider in IAM, and
    then asks the role's trust policy. Here too, once authorization is on.
    """
    stock = TokenResponse.assume_role_with_web_identity

    def assume_role_with_web_identity(self: TokenResponse) -> Any:
        if is_enforced():
            require_trust(aws_request.current())
        return stock(self)

    TokenResponse.assume_role_with_web_identity = assume_role_with_web_identity


def tag_sessions() -> None:
    """STS forgets the tags of sessions, so that no condition on aws:PrincipalTag ever holds.

    AWS keeps them, adds those of the role, hands transitive ones on to the next session, and asks for sts:TagSession.
    """
    stock = TokenResponse.assume_role

    def assume_role(self: TokenResponse) -> Any:
        request = aws_request.current()
        # As it is by now: the trail remembers sessions too.
        stock_backend = STSBackend.assume_role

        def tagged(backend: STSBackend, *rest: Any, **named: Any) -> AssumedRole:
            session = stock_backend(backend, *rest, **named)
            give(session, request, dict(request_tags(request)))
            return session

        # Requests are served one at a time.
        STSBackend.assume_role = tagged  # type: ignore[method-assign]
        try:
            return stock(self)
        finally:
            STSBackend.assume_role = stock_backend  # type: ignore[method-assign]

    TokenResponse.assume_role = assume_role  # type: ignore[method-assign]


def check_what_was_signed() -> None:
    """IAM checks signatures against a decoded address, and refuses `prefix=a%2F` and keys with special characters.

    AWS checks the path and the query as they were sent.
    """
    stock = IAMRequestBase.check_signature

    def check_signature(self: IAMRequestBase) -> None:
        self._path = aws_request.current().target
        stock(self)

    IAMRequestBase.check_signature = check_signature


def sign_no_body_as_none() -> None:
    """IAM takes the parameters of a REST request without a body, or even its headers, for the body that was signed.

    AWS checks the body as it was sent. Clients in Go, Terraform's among them, say its hash in no header, so that all their
    GET requests are refused, to Lambda for example.
    """
    stock = IAMRequestBase._create_aws_request

    def create_aws_request(self: IAMRequestBase) -> Any:
        data = self._data
        if aws_request.current().protocol.startswith("rest-") and not self._body:
            self._data = {}
        try:
            return stock(self)
        finally:
            self._data = data

    IAMRequestBase._create_aws_request = create_aws_request


FIXES = {
    "authorization-policies": evaluate_policies,
    "authorization-json-errors": answer_in_the_protocol,
    "authorization-root-key": know_the_root_key,
    "authorization-signed-address": check_what_was_signed,
    "authorization-signed-body": sign_no_body_as_none,
    "authorization-unsigned-operations": accept_unsigned_operations,
    "authorization-web-identities": verify_web_identities,
    "authorization-session-tags": tag_sessions,
}
