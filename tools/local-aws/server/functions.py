"""Runs Lambda functions of Node.js with the local node: their own zip, their environment, and their role's credentials."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

from moto.awslambda.models import LambdaFunction
from moto.logs.models import logs_backends
from moto.sqs.models import sqs_backends
from moto.sts.models import sts_backends

from . import turns
from .trail.recorder import recorder

RUNNER = Path(__file__).resolve().parent.parent / "function.js"
# AWS waits one and two minutes (Lambda: Asynchronous invocation, error handling).
RETRY_SECONDS = (0.5, 1.0)

# Each is a process of its own: an event of EventBridge for each of a hundred records would be as many at once.
MOST_AT_ONCE = 4

_running = threading.BoundedSemaphore(MOST_AT_ONCE)
_folders: dict[str, str] = {}
_unpacking = threading.Lock()


class Answer:
    """What a function answered: its result, or its error."""

    def __init__(self, payload: Any, failed: bool):
        self.payload = json.dumps(payload).encode()
        self.failed = failed


def runs_here(function: LambdaFunction) -> bool:
    """Whether the function is one of Node.js with code in its zip; others are not run."""
    if not str(function.run_time).startswith("nodejs") or not function.code_bytes:
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(function.code_bytes)).namelist()
    except zipfile.BadZipFile:
        return False
    file = function.handler.split(".")[0]
    return f"{file}.js" in names or f"{file}.mjs" in names


def invoke(function: LambdaFunction, event: Any, request_id: str) -> Answer:
    """One try of a function, with its time limit; its output goes to its log group."""
    timeout = int(function.timeout or 3)
    context = {
        "awsRequestId": request_id,
        "functionName": function.function_name,
        "functionVersion": "$LATEST",
        "invokedFunctionArn": function.function_arn,
        "memoryLimitInMB": str(function.memory_size),
        "logGroupName": _log_group(function),
    }
    given = json.dumps({"event": event, "context": context, "remainingMs": timeout * 1000}).encode()
    handle, answer_file = tempfile.mkstemp(prefix="answer-", dir=os.environ.get("COFFER_SCRATCH"))
    os.close(handle)
    node = os.environ.get("COFFER_NODE", "node")
    try:
        done = subprocess.run(
            [node, str(RUNNER), _folder(function), function.handler, answer_file],
            input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment(function), timeout=timeout, check=False,
        )
        _log(function, done.stdout)
        text = Path(answer_file).read_bytes()
    except subprocess.TimeoutExpired as expired:
        _log(function, expired.stdout or b"")
        return Answer({"errorType": "Sandbox.Timedout", "errorMessage": f"RequestId: {request_id} Error: Task timed out after {timeout}.00 seconds"}, True)
    finally:
        os.unlink(answer_file)
    if not text:
        return Answer({"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {request_id} Error: Runtime exited with code {done.returncode}"}, True)
    answer = json.loads(text)
    return Answer(answer["error"], True) if "error" in answer else Answer(answer["result"], False)


def invoke_later(function: LambdaFunction, event: Any) -> None:
    """As an asynchronous invocation: two further tries with the same request id, then the dead-letter queue."""

    def run() -> None:
        request_id = str(uuid.uuid4())
        for wait in (*RETRY_SECONDS, None):
            with _running:
                answer = invoke(function, event, request_id)
            if not answer.failed:
                return
            if wait is not None:
                time.sleep(wait)
        target = getattr(function, "kept_configuration", {}).get("DeadLetterConfig", {}).get("TargetArn")
        if target:
            with turns.one_at_a_time:
                sqs_backends[function.account_id][function.region].send_message(target.split(":")[-1], json.dumps(event))

    threading.Thread(target=run, name=f"function {function.function_name}", daemon=True).start()


def _folder(function: LambdaFunction) -> str:
    digest = hashlib.sha256(function.code_bytes).hexdigest()
    with _unpacking:
        if digest not in _folders:
            # Below the caller's scratch folder, which is deleted with the server.
            folder = tempfile.mkdtemp(prefix="function-", dir=os.environ.get("COFFER_SCRATCH"))
            zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
            _folders[digest] = folder
        return _folders[digest]


def _environment(function: LambdaFunction) -> dict[str, str]:
    with turns.one_at_a_time:
        session = sts_backends[function.account_id][function.partition].assume_role(
            function.region, function.function_name, function.role, "", 3600, ""
        )
        recorder.role_taken_by_lambda(session)
    return {
        "PATH": os.environ.get("PATH", ""),
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['MOTO_PORT']}",
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        **{name: str(value) for name, value in (function.environment_vars or {}).items()},
    }


def _log_group(function: LambdaFunction) -> str:
    configured = getattr(function, "kept_configuration", {}).get("LoggingConfig", {})
    return configured.get("LogGroup") or f"/aws/lambda/{function.function_name}"


def _log(function: LambdaFunction, output: bytes) -> None:
    lines = [line for line in output.decode(errors="replace").split("\n") if line]
    if not lines:
        return
    backend, group, stream = logs_backends[function.account_id][function.region], _log_group(function), uuid.uuid4().hex
    now = int(time.time() * 1000)
    with turns.one_at_a_time:
        backend.ensure_log_group(group)
        backend.create_log_stream(group, stream)
        backend.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])
