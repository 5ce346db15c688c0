"""Mends moto's Step Functions."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from botocore.model import ListShape, Shape, StructureShape
from moto.core.config import default_user_config
from moto.core.responses import ActionResult
from moto.stepfunctions.models import StateMachine, StepFunctionBackend
from moto.stepfunctions.responses import StepFunctionResponse

from .. import request as aws_request
from .. import services


def run_as_roles() -> None:
    """Step Functions runs no state machine, would call AWS with keys that nobody has, and drops what is written with a capital letter.

    On AWS an execution runs, calls other services under the role of its state machine, and names their parameters with
    capital letters, whatever the service does. Its context has times as texts.
    """
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    # An execution keeps a copy of its state machine, which would else be one of all others, with the threads that run them.
    StateMachine.__deepcopy__ = lambda self, _: copy.copy(self)  # type: ignore[attr-defined]
    stock = StepFunctionBackend.create_state_machine

    def create_state_machine(self: StepFunctionBackend, *rest: Any, **named: Any) -> Any:
        _mend_parser()
        return stock(self, *rest, **named)

    StepFunctionBackend.create_state_machine = create_state_machine  # type: ignore[method-assign]


def _mend_parser() -> None:
    # Imported here: the parser of definitions takes a while.
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk as sdk
    from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

    sdk.boto_client_for = _SdkClient
    if getattr(ExecutionWorker, "has_times_as_texts", False):
        return
    stock = ExecutionWorker._get_evaluation_environment

    def environment(self: Any) -> Any:
        details = self._evaluation_details.execution_details
        if isinstance(details.start_time, datetime):
            details.start_time = details.start_time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{details.start_time.microsecond // 1000:03d}Z"
        return stock(self)

    ExecutionWorker._get_evaluation_environment = environment  # type: ignore[method-assign]
    ExecutionWorker.has_times_as_texts = True  # type: ignore[attr-defined]


class _SdkClient:
    """A client as states of type aws-sdk have it."""

    def __init__(self, region: str, service: str, state_credentials: Any = None):
        self._client = services.client_of_role(service, region, state_credentials.role_arn, "states")

    def __getattr__(self, method: str) -> Any:
        model = self._client.meta.service_model.operation_model(self._client.meta.method_to_api_mapping[method])
        return lambda **parameters: getattr(self._client, method)(**_as_service_names(parameters, model.input_shape))


def _as_service_names(value: Any, shape: Shape | None) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        names = {name[0].upper() + name[1:]: name for name in shape.members}
        known = {names.get(key, key): member for key, member in value.items()}
        return {key: _as_service_names(member, shape.members.get(key)) for key, member in known.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_as_service_names(each, shape.member) for each in value]
    return value


def keep_type() -> None:
    """Step Functions takes every state machine for a standard one.

    On AWS a state machine is STANDARD or EXPRESS, as it was created.
    """
    stock = StepFunctionBackend.create_state_machine

    def create_state_machine(self: StepFunctionBackend, *rest: Any, **named: Any) -> Any:
        machine = stock(self, *rest, **named)
        machine.type = str(aws_request.current().parameters.get("type") or "STANDARD")
        return machine

    StepFunctionBackend.create_state_machine = create_state_machine  # type: ignore[method-assign]


def validate_definitions() -> None:
    """Step Functions lacks ValidateStateMachineDefinition, which Terraform calls in each plan.

    AWS says whether it could run a definition, and what is wrong with it.
    """

    def validate_state_machine_definition(self: StepFunctionResponse) -> ActionResult:
        # Imported here: the parser of definitions takes a while.
        from moto.stepfunctions.parser.api import InvalidDefinition
        from moto.stepfunctions.parser.models import StepFunctionsParserBackend

        diagnostics = []
        try:
            StepFunctionsParserBackend._validate_definition(self._get_param("definition"))
        except InvalidDefinition:
            diagnostics.append({"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": "This is no state machine."})
        return ActionResult({"result": "FAIL" if diagnostics else "OK", "diagnostics": diagnostics, "truncated": False})

    StepFunctionResponse.validate_state_machine_definition = validate_state_machine_definition  # type: ignore[attr-defined]


def list_versions() -> None:
    """Step Functions lacks ListStateMachineVersions, which Terraform calls for each state machine.

    AWS lists what was published of it, the newest first.
    """

    def list_state_machine_versions(self: StepFunctionResponse) -> ActionResult:
        machine = self.stepfunction_backend.describe_state_machine(self._get_param("stateMachineArn"))
        versions = [machine.versions[number] for number in sorted(machine.versions, reverse=True)]
        listed = [{"creationDate": version.creation_date, "stateMachineVersionArn": version.arn} for version in versions]
        return ActionResult({"stateMachineVersions": listed})

    StepFunctionResponse.list_state_machine_versions = list_state_machine_versions  # type: ignore[attr-defined]


FIXES = {
    "stepfunctions-run-as-roles": run_as_roles,
    "stepfunctions-type": keep_type,
    "stepfunctions-validate": validate_definitions,
    "stepfunctions-versions": list_versions,
}
