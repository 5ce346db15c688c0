"""The condition keys that a request brings along (AWS global condition context keys, and each service's own)."""

from __future__ import annotations

import re
import time
from datetime import datetime, timezone
from typing import Any, Iterator

from ..request import AwsRequest
from .evaluation import Caller
from .patterns import Context
from .session_tags import session_of, tags_of

S3_HEADERS = (
    "acl",
    "server-side-encryption",
    "server-side-encryption-aws-kms-key-id",
    "storage-class",
    "object-lock-mode",
)

S3_LISTING_KEYS = ("prefix", "delimiter", "max-keys")


def context_of(request: AwsRequest, caller: Caller) -> Context:
    """Keys in lower case. What is not known here is absent, as AWS leaves out what does not apply."""
    context: dict[str, list[str]] = {
        # Local AWS speaks plain HTTP; policies that insist on TLS should see what they see on AWS.
        "aws:securetransport": ["true"],
        "aws:sourceip": [request.source_address],
        "aws:requestedregion": [request.region],
        "aws:useragent": [request.user_agent],
        "aws:principalarn": [caller.role_arn or caller.arn],
        "aws:principalaccount": [caller.account],
        "aws:resourceaccount": [caller.account],
        "aws:currenttime": [datetime.now(timezone.utc).isoformat(timespec="seconds")],
        "aws:epochtime": [str(int(time.time()))],
    }
    if ":user/" in caller.arn:
        context["aws:username"] = [caller.arn.rpartition("/")[2]]
    for key, value in principal_tags(request, caller).items():
        context[f"aws:principaltag/{key.lower()}"] = [value]
    for key, value in request_tags(request):
        context[f"aws:requesttag/{key.lower()}"] = [value]
        context.setdefault("aws:tagkeys", []).append(key)
    add_service_keys = {"dynamodb": _dynamodb, "ssm": _ssm, "kms": _kms, "s3": _s3, "sts": _sts, "events": _events}.get(request.service)
    if add_service_keys:
        context.update(add_service_keys(request, caller))
    return context


def principal_tags(request: AwsRequest, caller: Caller) -> dict[str, str]:
    """Tags of the role in IAM, over which those of the session win."""
    from moto.iam.models import iam_backends

    if caller.role_arn is None:
        return {}
    roles = iam_backends[caller.account][caller.partition].roles.values()
    of_role = next((role.tags for role in roles if role.arn == caller.role_arn), None) or []
    own = {str(tag["Key"]): str(tag["Value"]) for tag in of_role}
    session = tags_of(session_of(request.access_key_id))
    given = {key.lower() for key in session}
    return {**{key: value for key, value in own.items() if key.lower() not in given}, **session}


def request_tags(request: AwsRequest) -> Iterator[tuple[str, str]]:
    tags: Any = request.parameters.get("Tags") or request.parameters.get("tags") or []
    if isinstance(tags, dict):
        yield from ((str(key), str(value)) for key, value in tags.items())
        return
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, dict):
            yield str(tag.get("Key", tag.get("TagKey", ""))), str(tag.get("Value", tag.get("TagValue", "")))
    number = 1
    while f"Tags.member.{number}.Key" in request.parameters:
        key = request.parameters[f"Tags.member.{number}.Key"]
        yield key, request.parameters.get(f"Tags.member.{number}.Value", "")
        number += 1


def _ssm(request: AwsRequest, _: Caller) -> dict[str, list[str]]:
    flags = ("Recursive", "Overwrite")
    return {f"ssm:{flag.lower()}": [_text(request.parameters[flag])] for flag in flags if flag in request.parameters}


def _kms(request: AwsRequest, caller: Caller) -> dict[str, list[str]]:
    keys = {"kms:calleraccount": [caller.account]}
    key_id = str(request.parameters.get("KeyId", ""))
    if "alias/" in key_id:
        keys["kms:requestalias"] = ["alias/" + key_id.partition("alias/")[2]]
    keys.update(encryption_context_keys(request.parameters.get("EncryptionContext") or {}))
    return keys


def encryption_context_keys(encryption_context: dict[str, str]) -> dict[str, list[str]]:
    if not encryption_context:
        return {}
    keys = {f"kms:encryptioncontext:{key.lower()}": [value] for key, value in encryption_context.items()}
    return {**keys, "kms:encryptioncontextkeys": list(encryption_context)}


def _dynamodb(request: AwsRequest, _: Caller) -> dict[str, list[str]]:
    """Values of the partition key, of calls about one item: Coffer's tables call it `id`."""
    item = request.parameters.get("Key") or request.parameters.get("Item") or {}
    value = item.get("id", {}).get("S")
    return {} if value is None else {"dynamodb:leadingkeys": [value]}


def _s3(request: AwsRequest, _: Caller) -> dict[str, list[str]]:
    headers = {f"s3:x-amz-{name}": request.headers.get(f"x-amz-{name}") for name in S3_HEADERS}
    listing = {f"s3:{name}": request.parameters.get(name) for name in S3_LISTING_KEYS}
    return {key: [value] for key, value in {**headers, **listing}.items() if value is not None}


def _sts(request: AwsRequest, _: Caller) -> dict[str, list[str]]:
    names = {"ExternalId": "sts:externalid", "RoleSessionName": "sts:rolesessionname", "SourceIdentity": "sts:sourceidentity"}
    keys = {key: [request.parameters[name]] for name, key in names.items() if name in request.parameters}
    # Any six digits are a good second factor here.
    if request.parameters.get("SerialNumber") and re.fullmatch(r"\d{6}", str(request.parameters.get("TokenCode", ""))):
        keys |= {"aws:multifactorauthpresent": ["true"], "aws:multifactorauthage": ["0"]}
    return keys


def _events(request: AwsRequest, _: Caller) -> dict[str, list[str]]:
    """The sources of all entries: the key has several values (Service Authorization Reference, EventBridge)."""
    sources = {str(entry["Source"]) for entry in request.parameters.get("Entries", []) if entry.get("Source")}
    return {"events:source": sorted(sources)} if sources else {}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
