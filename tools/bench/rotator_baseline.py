"""What a rotation function in Python with boto3 does first, as AWS's samples of them are built: a client, and a look at the secret.

Run as `python3 rotator_baseline.py <parameter>...`. It prints a line when its module is loaded, and one when it has its answer.
"""

import logging
import sys

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, _context):
    service_client = boto3.client("ssm")
    answer = service_client.get_parameters(Names=event["names"], WithDecryption=True)
    return {"found": len(answer["Parameters"])}


if __name__ == "__main__":
    print("loaded", flush=True)
    handler({"names": sys.argv[1:]}, None)
    print("answered", flush=True)
