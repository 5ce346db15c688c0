"""Who may speak to this server at all: programs that were given a key, and no web page.

It listens on the loopback interface, runs functions, and answers with test secrets. A page in a browser on the same
machine reaches it too: by a form or a script of its own (those name their Origin), and by a name of its own that leads
to 127.0.0.1 (DNS rebinding; the Host tells). Other people on the machine reach it as well: they have no key.
"""

from __future__ import annotations

import hmac
import json
import os
from typing import Any, Mapping

from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from .request import UNSIGNED_OPERATIONS, AwsRequest

Answer = tuple[str, list[tuple[str, str]], bytes]

HOSTS = {"127.0.0.1", "localhost"}
# What a browser says of a request that no page of another site made: typed in, or a bookmark.
OWN_SITES = {"none", "same-origin"}

_INVALID_KEY = "The security token included in the request is invalid."


def root_key() -> str:
    """The id of the key that this start gave to its clients: the account's root."""
    return os.environ["COFFER_ROOT_KEY"]


def refuse(environ: Mapping[str, Any], request: AwsRequest) -> Answer | None:
    """The answer to what is not let in."""
    host = environ.get("HTTP_HOST", "").rpartition(":")[0] or environ.get("HTTP_HOST", "")
    if host not in HOSTS:
        return _forbidden("Local AWS answers at 127.0.0.1 and localhost only.")
    if "HTTP_ORIGIN" in environ or environ.get("HTTP_SEC_FETCH_SITE", "none") not in OWN_SITES:
        return _forbidden("Local AWS answers no web page.")
    if environ["PATH_INFO"].startswith("/moto-api"):
        known = hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", ""), f"Bearer {root_key()}")
        return None if known else _forbidden("This wants the key of this start.")
    return None if _is_known(request) else _unknown_key(request)


def _is_known(request: AwsRequest) -> bool:
    key = request.access_key_id
    if is_enforced() or request.operation in UNSIGNED_OPERATIONS:
        # Then moto checks keys and signatures itself, and policies may let strangers in.
        return True
    if key is None:
        return False
    if hmac.compare_digest(key, root_key()):
        return True
    users = (user for backend in _backends(iam_backends) for user in list(backend.users.values()))
    return any(key == owned.access_key_id for user in users for owned in user.access_keys) or any(
        backend.get_assumed_role_from_access_key(key) for backend in _backends(sts_backends)
    )


def is_enforced() -> bool:
    """Whether policies count from now on."""
    return ActionAuthenticatorMixin.request_count >= settings.INITIAL_NO_AUTH_ACTION_COUNT


def _backends(backends: Any) -> list[Any]:
    return [backend for account in list(backends.values()) for backend in list(account.values())]


def _forbidden(why: str) -> Answer:
    return "403 Forbidden", [("Content-Type", "text/plain")], f"{why}\n".encode()


def _unknown_key(request: AwsRequest) -> Answer:
    """As AWS answers a key that it does not know, in the words of each protocol."""
    if request.protocol in ("json", "rest-json", "cbor"):
        body = json.dumps({"__type": "UnrecognizedClientException", "message": _INVALID_KEY}).encode()
        headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", "UnrecognizedClientException")]
        return "403 Forbidden", headers, body
    if request.protocol == "query":
        error = f"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>{_INVALID_KEY}</Message></Error></ErrorResponse>"
    else:
        error = f"<Error><Code>InvalidAccessKeyId</Code><Message>{_INVALID_KEY}</Message></Error>"
    return "403 Forbidden", [("Content-Type", "text/xml")], error.encode()
