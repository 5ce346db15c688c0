"""Where the documents of OpenID Connect issuers are fetched from. Nothing is ever fetched from beyond this machine.

A test makes tokens in the name of `https://token.actions.githubusercontent.com`, say, and serves that issuer's
discovery document and keys on the loopback interface. It says so by `POST /moto-api/issuers`.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from typing import Any, Mapping
from urllib.parse import urlsplit

from joserfc.jwk import KeySet

Answer = tuple[str, list[tuple[str, str]], bytes]

PATH = "/moto-api/issuers"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TIMEOUT_SECONDS = 5
MOST_BYTES = 1_000_000

# Proxies of the environment would lead away from the machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_addresses: dict[str, str] = {}
_keys: dict[str, KeySet] = {}
_lock = threading.Lock()


class IssuerUnreachable(Exception):
    """The issuer's documents could not be read."""


def answer(environ: Mapping[str, Any], body: bytes) -> Answer | None:
    """The answer to a request that says where an issuer is; None for any other request."""
    if environ["PATH_INFO"] != PATH:
        return None
    said = json.loads(body)
    with _lock:
        _addresses[said["issuer"]] = said["address"]
        _keys.pop(said["issuer"], None)
    return "204 No Content", [], b""


def keys_of(issuer: str, key_id: str | None) -> KeySet:
    """The keys that an issuer publishes, fetched once, and again where a token names one that is not among them."""
    known = _keys.get(issuer)
    if known is None or (key_id is not None and all(key.kid != key_id for key in known.keys)):
        known = _fetch_keys(issuer)
        with _lock:
            _keys[issuer] = known
    return known


def _fetch_keys(issuer: str) -> KeySet:
    address = _addresses.get(issuer, issuer).rstrip("/")
    document = _fetch(f"{address}/.well-known/openid-configuration")
    if document.get("issuer") != issuer:
        raise IssuerUnreachable("the discovery document is one of another issuer")
    location = urlsplit(str(document.get("jwks_uri", "")))
    # The document names the public address; what is served there is served here too.
    published = location._replace(scheme=urlsplit(address).scheme, netloc=urlsplit(address).netloc)
    try:
        return KeySet.import_key_set(_fetch(published.geturl()))  # type: ignore[arg-type]
    except (ValueError, KeyError) as error:
        raise IssuerUnreachable("the key set cannot be read") from error


def _fetch(url: str) -> dict[str, Any]:
    if urlsplit(url).hostname not in LOOPBACK:
        raise IssuerUnreachable("nothing on this machine serves it")
    try:
        with _opener.open(url, timeout=TIMEOUT_SECONDS) as response:
            parsed = json.loads(response.read(MOST_BYTES))
    except (OSError, ValueError) as error:
        raise IssuerUnreachable("no answer that can be read") from error
    if not isinstance(parsed, dict):
        raise IssuerUnreachable("no answer that can be read")
    return parsed
