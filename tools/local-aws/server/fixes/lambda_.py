"""Mends moto's Lambda."""

from __future__ import annotations

import json
import uuid
from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.core.config import default_user_config
from moto.core.responses import ActionResult

from .. import functions

KEPT = ("KMSKeyArn", "DeadLetterConfig", "LoggingConfig")


def keep_configuration() -> None:
    """Lambda forgets KMSKeyArn, DeadLetterConfig and LoggingConfig, and updates of TracingConfig and EphemeralStorage.

    AWS keeps and returns them all, with a text log to /aws/lambda/<function> where no LoggingConfig was given.
    An empty ARN takes the key or the dead-letter queue away.
    """
    stock_init = LambdaFunction.__init__
    stock_get = LambdaFunction.get_configuration
    stock_update = LambdaFunction.update_configuration

    def init(self: LambdaFunction, account_id: str, spec: dict[str, Any], *rest: Any, **named: Any) -> None:
        stock_init(self, account_id, spec, *rest, **named)
        self.kept_configuration = {key: spec[key] for key in KEPT if _is_given(spec.get(key))}

    def get_configuration(self: LambdaFunction, *rest: Any, **named: Any) -> dict[str, Any]:
        configuration = {**stock_get(self, *rest, **named), **self.kept_configuration}
        logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        configuration["LoggingConfig"] = {**logging, **configuration.get("LoggingConfig", {})}
        return configuration

    def update_configuration(self: LambdaFunction, updates: dict[str, Any]) -> dict[str, Any]:
        stock_update(self, updates)
        kept = {**self.kept_configuration, **{key: updates[key] for key in KEPT if key in updates}}
        # A new dictionary: published versions are shallow copies, and stay as they were.
        self.kept_configuration = {key: value for key, value in kept.items() if _is_given(value)}
        if "TracingConfig" in updates:
            self.tracing_config = updates["TracingConfig"]
        if "EphemeralStorage" in updates:
            self.ephemeral_storage = updates["EphemeralStorage"]["Size"]
        return self.get_configuration()

    LambdaFunction.__init__ = init
    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_configuration = update_configuration


def _is_given(value: Any) -> bool:
    return bool(value) and value != {"TargetArn": ""}


def replace_event_invoke_config() -> None:
    """Lambda keeps returning the first event invoke configuration whatever is put later, and a time that no SDK reads.

    On AWS PutFunctionEventInvokeConfig replaces it and UpdateFunctionEventInvokeConfig changes what it names;
    times are seconds since 1970.
    """
    stock_put = LambdaBackend.put_function_event_invoke_config

    def put(self: LambdaBackend, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        self.get_function(function_name).event_invoke_config = []
        return stock_put(self, function_name, config)

    def update(self: LambdaBackend, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        current = self.get_function(function_name).event_invoke_config
        return put(self, function_name, {**(current[0].config if current else {}), **config})

    def respond_to_update(self: LambdaResponse) -> ActionResult:
        return ActionResult(json.loads(stock_respond_to_update(self)))

    def respond_to_list(self: LambdaResponse) -> ActionResult:
        return ActionResult(json.loads(stock_respond_to_list(self)))

    stock_respond_to_update = LambdaResponse.update_function_event_invoke_config
    stock_respond_to_list = LambdaResponse.list_function_event_invoke_configs
    LambdaBackend.put_function_event_invoke_config = put
    LambdaBackend.update_function_event_invoke_config = update
    LambdaResponse.update_function_event_invoke_config = respond_to_update
    LambdaResponse.list_function_event_invoke_configs = respond_to_list


def run_with_node() -> None:
    """Lambda runs functions in Docker, which a test machine need not have.

    Functions of Node.js run with the local node instead, as their roles; Invoke of any other answers with its own payload.
    """
    default_user_config["lambda"] = {"use_docker": False}
    stock_invoke = LambdaSimpleBackend.invoke

    def invoke(self: LambdaSimpleBackend, function_name: str, qualifier: Any, body: Any, headers: Any, response_headers: Any) -> Any:
        function = self.get_function(function_name, qualifier)
        if not functions.runs_here(function):
            return stock_invoke(self, function_name, qualifier, body, headers, response_headers)
        event = json.loads(body) if body else {}
        if headers.get("X-Amz-Invocation-Type") == "Event":
            functions.invoke_later(function, event)
            return b""
        if headers.get("X-Amz-Invocation-Type") == "DryRun":
            return b""
        answer = functions.invoke(function, event, str(uuid.uuid4()))
        if answer.failed:
            response_headers["x-amz-function-error"] = "Unhandled"
        response_headers["Content-Length"] = str(len(answer.payload))
        return answer.payload

    LambdaSimpleBackend.invoke = invoke


FIXES = {
    "lambda-configuration": keep_configuration,
    "lambda-event-invoke-config": replace_event_invoke_config,
    "lambda-without-docker": run_with_node,
}
