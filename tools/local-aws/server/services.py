"""Services of AWS that call others under a role that was given to them, such as Step Functions: over HTTP, so that IAM decides."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from . import turns


def client_of_role(service: str, region: str, role_arn: str, session_name: str) -> Any:
    """A client for a service of this server, as a session of a role."""
    account = role_arn.split(":")[4]
    with turns.one_at_a_time:
        session = sts_backends[account][get_partition(region)].assume_role(region, session_name, role_arn, "", 3600, "")
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://127.0.0.1:{os.environ['MOTO_PORT']}",
        aws_access_key_id=session.access_key_id,
        aws_secret_access_key=session.secret_access_key,
        aws_session_token=session.session_token,
        config=Config(retries={"total_max_attempts": 1}),
    )
