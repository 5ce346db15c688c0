"""One record in the form that CloudTrail writes (CloudTrail User Guide, "CloudTrail record contents")."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime, timezone
from typing import Any, Mapping, Sequence

from moto.utilities.utils import get_partition

from ..authorization.evaluation import Access
from ..authorization.resources import resources_of
from ..request import AwsRequest
from . import event_names
from .identities import Identity
from .key_use import KeyUse
from .request_parameters import shown_parameters
from .response_elements import response_elements

Record = dict[str, Any]
Headers = Sequence[tuple[str, str]]

EVENT_VERSION = "1.11"
# What moto and this server call a refusal; CloudTrail has one word for it.
DENIED = {"AccessDenied", "AccessDeniedException", "Forbidden"}
_CODE = re.compile(rb"<Code>([\w.:]+)</Code>")


def api_call(
    request: AwsRequest, identity: Identity, account: str, started: float, status: int, headers: Headers, answer: bytes, denied: Access | None
) -> Record:
    code = None if status < 400 else error_code(headers, answer, status)
    refused = code == "AccessDenied"
    data = event_names.is_data(request)
    record: Record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": identity,
        "eventTime": _time(started),
        "eventSource": event_names.event_source(request),
        "eventName": event_names.event_name(request),
        "awsRegion": event_names.region_of(request),
        "sourceIPAddress": request.source_address,
        "userAgent": request.user_agent,
    }
    if code:
        record["errorCode"] = code
    if refused:
        # Made here: what a server says of an error may quote what it was sent.
        record["errorMessage"] = refusal(denied)
    record |= {
        # A call that IAM refuses is not looked into: the resource is in the message only.
        "requestParameters": None if refused else shown_parameters(request),
        "responseElements": None if code else response_elements(request, answer, account),
        **({"additionalEventData": _of_object(request)} if data else {}),
        "requestID": _header(headers, "x-amzn-requestid") or str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": event_names.is_read_only(request.operation),
    }
    resources = [] if refused else _resources(request, account)
    if resources:
        record["resources"] = resources
    return record | _end(account, data) | {"tlsDetails": _tls(f"{request.service}.{request.region}.amazonaws.com")}


def key_used(use: KeyUse, request: AwsRequest, identity: Identity, account: str, started: float, denied: Access | None = None) -> Record:
    """The record of KMS for a call that Systems Manager makes with the identity of its caller (forward access session)."""
    record: Record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": {**identity, "invokedBy": "ssm.amazonaws.com"},
        "eventTime": _time(started),
        "eventSource": "kms.amazonaws.com",
        "eventName": use.operation,
        "awsRegion": request.region,
        "sourceIPAddress": "ssm.amazonaws.com",
        "userAgent": "ssm.amazonaws.com",
    }
    if denied:
        record |= {"errorCode": "AccessDenied", "errorMessage": refusal(denied)}
    parameters = {"encryptionAlgorithm": "SYMMETRIC_DEFAULT"} if use.operation != "GenerateDataKey" else {"keySpec": "AES_256", "keyId": use.key_arn}
    shown = {**parameters, "encryptionContext": {"PARAMETER_ARN": use.parameter_arn}}
    record |= {
        "requestParameters": None if denied else shown,
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": True,
        "resources": [{"accountId": account, "type": "AWS::KMS::Key", "ARN": use.key_arn}],
    }
    return record | _end(account, data=False)


def role_taken(role_arn: str, session_name: str, access_key_id: str, service: str, region: str, account: str, started: float) -> Record:
    """A service takes a role for itself, as Lambda does for a function."""
    return {
        "eventVersion": EVENT_VERSION,
        "userIdentity": {"type": "AWSService", "invokedBy": service},
        "eventTime": _time(started),
        "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRole",
        "awsRegion": region,
        "sourceIPAddress": service,
        "userAgent": service,
        "requestParameters": {"roleArn": role_arn, "roleSessionName": session_name},
        "responseElements": {"credentials": {"accessKeyId": access_key_id}},
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": True,
        "resources": [{"accountId": account, "type": "AWS::IAM::Role", "ARN": role_arn}],
        **_end(account, data=False),
    }


def error_code(headers: Headers, answer: bytes, status: int) -> str:
    code = (_header(headers, "x-amzn-errortype") or _code_in(answer) or ("AccessDenied" if status == 403 else f"Http{status}")).rpartition("#")[2]
    return "AccessDenied" if code in DENIED else code


def refusal(denied: Access | None) -> str:
    """In the words of AWS (IAM User Guide, "Troubleshoot access denied error messages")."""
    if not denied:
        return "Access Denied"
    return (
        f"User: {denied.caller.arn} is not authorized to perform: {denied.action} on resource: {denied.resource} "
        f"because no identity-based policy allows the {denied.action} action"
    )


def _code_in(answer: bytes) -> str:
    if answer[:1] == b"{":
        try:
            return str(json.loads(answer).get("__type", ""))
        except ValueError:
            return ""
    found = _CODE.search(answer)
    return found.group(1).decode() if found else ""


def _header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _resources(request: AwsRequest, account: str) -> list[Mapping[str, str]]:
    partition = get_partition(request.region)
    if event_names.is_data(request):
        bucket = f"arn:{partition}:s3:::{request.parameters.get('Bucket', '')}"
        key = request.parameters.get("Key")
        of_object = [{"type": "AWS::S3::Object", "ARN": f"{bucket}/{key}"}] if key else []
        return [*of_object, {"accountId": account, "type": "AWS::S3::Bucket", "ARN": bucket}]
    kinds = {"ssm": {}, "kms": {"type": "AWS::KMS::Key"}, "sts": {"type": "AWS::IAM::Role"}}
    if request.service not in kinds:
        return []
    found = resources_of(request, account, partition) or []
    return [{"accountId": account, **kinds[request.service], "ARN": arn} for arn in found if arn.startswith("arn:") and ":alias/" not in arn]


def _of_object(request: AwsRequest) -> dict[str, str]:
    return {"SignatureVersion": "SigV4", "AuthenticationMethod": "AuthHeader" if "authorization" in request.headers else "QueryString"}


def _end(account: str, data: bool) -> Record:
    return {
        "eventType": "AwsApiCall",
        "managementEvent": not data,
        "recipientAccountId": account,
        "eventCategory": "Data" if data else "Management",
    }


def _tls(host: str) -> dict[str, str]:
    # Local AWS speaks plain HTTP; AWS takes nothing else than this.
    return {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256", "clientProvidedHostHeader": host}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
