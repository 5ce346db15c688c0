"""What a record says of a request's parameters: those named here and no others, so that no value gets into it.

An operation that is not listed shows what the request log shows: the names of what it is about.
"""

from __future__ import annotations

import re
from typing import Any, Mapping

from ..request import NAMING_PARAMETERS, AwsRequest

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"

_CRYPTOGRAPHIC = "KeyId EncryptionContext EncryptionAlgorithm"
_OF_TRAIL = (
    "Name S3BucketName S3KeyPrefix CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn KmsKeyId IsMultiRegionTrail "
    "EnableLogFileValidation IncludeGlobalServiceEvents IsOrganizationTrail"
)

ALLOWED: Mapping[str, Mapping[str, str]] = {
    "ssm": {
        "PutParameter": "Name Type KeyId Overwrite Tier DataType Description Tags",
        "GetParameter": "Name WithDecryption",
        "GetParameters": "Names WithDecryption",
        "GetParametersByPath": "Path Recursive WithDecryption MaxResults",
        "GetParameterHistory": "Name WithDecryption MaxResults",
        "DeleteParameter": "Name",
        "DeleteParameters": "Names",
        "LabelParameterVersion": "Name ParameterVersion Labels",
        "UnlabelParameterVersion": "Name ParameterVersion Labels",
        "AddTagsToResource": "ResourceType ResourceId Tags",
        "RemoveTagsFromResource": "ResourceType ResourceId TagKeys",
        "ListTagsForResource": "ResourceType ResourceId",
        "DescribeParameters": "MaxResults",
    },
    "kms": {
        "Decrypt": _CRYPTOGRAPHIC,
        "Encrypt": _CRYPTOGRAPHIC,
        "GenerateDataKey": "KeyId KeySpec NumberOfBytes EncryptionContext",
        "GenerateDataKeyWithoutPlaintext": "KeyId KeySpec NumberOfBytes EncryptionContext",
        "ReEncrypt": "SourceKeyId SourceEncryptionContext DestinationKeyId DestinationEncryptionContext",
        "PutKeyPolicy": "KeyId PolicyName Policy BypassPolicyLockoutSafetyCheck",
        "ScheduleKeyDeletion": "KeyId PendingWindowInDays",
        "CreateGrant": "KeyId GranteePrincipal RetiringPrincipal Operations Constraints",
        "CreateAlias": "AliasName TargetKeyId",
        "UpdateAlias": "AliasName TargetKeyId",
        "ReplicateKey": "KeyId ReplicaRegion",
    },
    "secretsmanager": {
        "CreateSecret": "Name KmsKeyId ClientRequestToken",
        "GetSecretValue": "SecretId VersionId VersionStage",
        "PutSecretValue": "SecretId ClientRequestToken VersionStages",
        "DeleteSecret": "SecretId ForceDeleteWithoutRecovery RecoveryWindowInDays",
    },
    "sts": {
        "AssumeRole": "RoleArn RoleSessionName DurationSeconds ExternalId SourceIdentity SerialNumber",
        "AssumeRoleWithWebIdentity": "RoleArn RoleSessionName DurationSeconds",
    },
    "iam": {
        "CreateAccessKey": "UserName",
        "UpdateAccessKey": "UserName AccessKeyId Status",
        "DeleteAccessKey": "UserName AccessKeyId",
        "CreateUser": "UserName Path PermissionsBoundary",
        "CreateRole": "RoleName Path AssumeRolePolicyDocument PermissionsBoundary MaxSessionDuration",
        "UpdateAssumeRolePolicy": "RoleName PolicyDocument",
        "PutRolePolicy": "RoleName PolicyName PolicyDocument",
        "PutUserPolicy": "UserName PolicyName PolicyDocument",
        "DeleteRolePolicy": "RoleName PolicyName",
        "AttachRolePolicy": "RoleName PolicyArn",
        "DetachRolePolicy": "RoleName PolicyArn",
        "AttachUserPolicy": "UserName PolicyArn",
        "DetachUserPolicy": "UserName PolicyArn",
        "CreatePolicy": "PolicyName Path PolicyDocument",
        "CreatePolicyVersion": "PolicyArn PolicyDocument SetAsDefault",
        "DeletePolicyVersion": "PolicyArn VersionId",
        "CreateOpenIDConnectProvider": "Url",
    },
    "cloudtrail": {
        "CreateTrail": _OF_TRAIL,
        "UpdateTrail": _OF_TRAIL,
        "DeleteTrail": "Name",
        "StartLogging": "Name",
        "StopLogging": "Name",
        "PutEventSelectors": "TrailName EventSelectors AdvancedEventSelectors",
        "LookupEvents": "LookupAttributes MaxResults",
    },
    "logs": {
        "PutSubscriptionFilter": "logGroupName filterName filterPattern destinationArn roleArn",
        "DeleteSubscriptionFilter": "logGroupName filterName",
        "DeleteLogGroup": "logGroupName",
        "DeleteLogStream": "logGroupName logStreamName",
        "PutRetentionPolicy": "logGroupName retentionInDays",
        "PutMetricFilter": "logGroupName filterName filterPattern metricTransformations",
        "DisassociateKmsKey": "logGroupName",
    },
    "lambda": {
        "CreateFunction": "FunctionName Runtime Role Handler Timeout MemorySize KMSKeyArn",
        "UpdateFunctionConfiguration": "FunctionName Runtime Role Handler Timeout MemorySize KMSKeyArn",
        "PutFunctionConcurrency": "FunctionName ReservedConcurrentExecutions",
        "AddPermission": "FunctionName StatementId Action Principal SourceArn SourceAccount",
        "RemovePermission": "FunctionName StatementId",
    },
    "events": {
        "PutRule": "Name EventBusName State EventPattern ScheduleExpression",
        "DisableRule": "Name EventBusName",
        "EnableRule": "Name EventBusName",
        "DeleteRule": "Name EventBusName",
        "RemoveTargets": "Rule EventBusName Ids",
    },
    "sns": {
        "Subscribe": "TopicArn Protocol",
        "Unsubscribe": "SubscriptionArn",
        "SetSubscriptionAttributes": "SubscriptionArn AttributeName AttributeValue",
    },
    "dynamodb": {
        "UpdateTable": "TableName",
        "DeleteTable": "TableName",
        "UpdateTimeToLive": "TableName TimeToLiveSpecification",
        "UpdateContinuousBackups": "TableName PointInTimeRecoverySpecification",
        "PutResourcePolicy": "ResourceArn Policy",
        "DeleteResourcePolicy": "ResourceArn",
    },
    "monitoring": {"DeleteAlarms": "AlarmNames", "DisableAlarmActions": "AlarmNames"},
}


def shown_parameters(request: AwsRequest) -> dict[str, Any] | None:
    """None for an operation without parameters, as AWS writes it."""
    if request.service == "s3":
        return _of_s3(request)
    allowed = ALLOWED.get(request.service, {}).get(request.operation)
    if allowed is None:
        given = {name: value for name, value in request.parameters.items() if name.lower() in NAMING_PARAMETERS}
    else:
        given = {name: request.parameters[name] for name in allowed.split() if name in request.parameters}
        given |= {name: values for name in allowed.split() if (values := _list_of_query(request, name))}
    shown = {_first_letter_small(name): _as_shown(value, request.protocol) for name, value in given.items()}
    if request.service == "kms" and request.operation in ("Decrypt", "Encrypt"):
        shown.setdefault("encryptionAlgorithm", "SYMMETRIC_DEFAULT")
    if (request.service, request.operation) == ("ssm", "PutParameter"):
        shown["value"] = HIDDEN
    return shown or None


def _list_of_query(request: AwsRequest, name: str) -> list[Any]:
    """A list as the query protocol writes it: Names.member.1, Names.member.2."""
    found = {key: value for key, value in request.parameters.items() if re.fullmatch(rf"{name}\.member\.\d+", key)}
    return [found[key] for key in sorted(found, key=lambda each: int(each.rpartition(".")[2]))]


def _of_s3(request: AwsRequest) -> dict[str, Any]:
    names = {"Bucket": "bucketName", "Key": "key", "versionId": "versionId", "prefix": "prefix"}
    shown = {shown: request.parameters[name] for name, shown in names.items() if request.parameters.get(name)}
    source = request.headers.get("x-amz-copy-source")
    shown |= {"x-amz-copy-source": source} if source else {}
    host = f"{request.parameters['Bucket']}.s3.{request.region}.amazonaws.com" if "Bucket" in request.parameters else "s3.amazonaws.com"
    return {**shown, "Host": host}


def _as_shown(value: Any, protocol: str) -> Any:
    if isinstance(value, dict):
        # An encryption context keeps its keys, the members of structures do not.
        return {key if key.isupper() or ":" in key else _first_letter_small(key): _as_shown(each, protocol) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_shown(each, protocol) for each in value]
    if protocol == "query" and isinstance(value, str) and value.isdigit() and len(value) < 7:
        return int(value)
    return value


def _first_letter_small(name: str) -> str:
    return "kMSKeyArn" if name == "KMSKeyArn" else name[:1].lower() + name[1:]
