"""What an operation is called in a record, whether it only reads, and whether CloudTrail records it at all."""

from __future__ import annotations

import re

from ..request import AwsRequest

# Operations on data, which are in no trail, or only in one with selectors of a kind that Coffer makes none of.
NOT_RECORDED = {
    ("lambda", "Invoke"),
    ("logs", "PutLogEvents"),
    ("sqs", "SendMessage"),
    ("sqs", "SendMessageBatch"),
    ("sqs", "ReceiveMessage"),
    ("sqs", "DeleteMessage"),
    ("sqs", "DeleteMessageBatch"),
    ("sns", "Publish"),
    ("events", "PutEvents"),
    ("monitoring", "PutMetricData"),
}
# Lambda's events carry the version of its API (AWS Lambda Developer Guide, "Logging AWS Lambda API calls").
OF_LAMBDA = {
    "CreateFunction": "CreateFunction20150331",
    "DeleteFunction": "DeleteFunction20150331",
    "GetFunction": "GetFunction20150331v2",
    "UpdateFunctionCode": "UpdateFunctionCode20150331v2",
    "UpdateFunctionConfiguration": "UpdateFunctionConfiguration20150331v2",
    "AddPermission": "AddPermission20150331v2",
    "RemovePermission": "RemovePermission20150331v2",
    "PutFunctionConcurrency": "PutFunctionConcurrency20171031",
    "DeleteFunctionConcurrency": "DeleteFunctionConcurrency20171031",
    "CreateEventSourceMapping": "CreateEventSourceMapping20150331",
    "DeleteEventSourceMapping": "DeleteEventSourceMapping20150331",
}
# A HEAD is written as such; all else of S3 has the name of its operation.
OF_S3 = {"ListObjectsV2": "ListObjects"}
OBJECTS = re.compile(
    r"(Get|Put|Head|Delete|Copy|Restore)Object(s|Tagging|Acl|Attributes|Retention|LegalHold)?|ListObjects(V2)?|ListObjectVersions"
    r"|(Create|Complete|Abort)MultipartUpload|UploadPart(Copy)?|ListParts"
)
READ_ONLY = re.compile(
    r"(Get|List|Describe|Head|Lookup|AssumeRole|Verify|Search|Query|Select|BatchGet|Test|Simulate)\w*"
    r"|Decrypt|Encrypt|ReEncrypt|GenerateDataKey\w*|GenerateRandom|GenerateMac|Sign|DeriveSharedSecret"
)
# These answer from one place, whatever the region of the client.
GLOBAL_SERVICES = {"iam": "us-east-1", "organizations": "us-east-1"}


def is_recorded(request: AwsRequest) -> bool:
    named = re.fullmatch(r"\w+", request.operation) is not None
    return bool(request.service) and named and (request.service, request.operation) not in NOT_RECORDED


def event_name(request: AwsRequest) -> str:
    by_service = {"lambda": OF_LAMBDA, "s3": OF_S3}.get(request.service, {})
    return by_service.get(request.operation, request.operation)


def event_source(request: AwsRequest) -> str:
    return f"{request.service}.amazonaws.com"


def is_read_only(operation: str) -> bool:
    return READ_ONLY.fullmatch(operation) is not None


def is_data(request: AwsRequest) -> bool:
    """Whether it is about an object of S3: those are data events, which a trail has only with selectors for them."""
    return request.service == "s3" and OBJECTS.fullmatch(request.operation) is not None


def region_of(request: AwsRequest) -> str:
    return GLOBAL_SERVICES.get(request.service, request.region)
