"""Mends moto's Step Functions."""

from __future__ import annotations

import copy
from typing import Any

from moto.core.config import default_user_config
from moto.stepfunctions.models import StateMachine, StepFunctionBackend

from .. import request as aws_request
from .. import services


def run_as_roles() -> None:
    """Step Functions runs no state machine, and would call AWS with keys that nobody has.

    On AWS an execution runs, and calls other services under the role of its state machine.
    """
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    # An execution keeps a copy of its state machine, which would else be one of all others, with the threads that run them.
    StateMachine.__deepcopy__ = lambda self, _: copy.copy(self)  # type: ignore[attr-defined]
    stock = StepFunctionBackend.create_state_machine

    def create_state_machine(self: StepFunctionBackend, *rest: Any, **named: Any) -> Any:
        _use_roles()
        return stock(self, *rest, **named)

    StepFunctionBackend.create_state_machine = create_state_machine  # type: ignore[method-assign]


def _use_roles() -> None:
    # Imported here: the parser of definitions takes a while.
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk as sdk

    def client(region: str, service: str, state_credentials: Any = None) -> Any:
        return services.client_of_role(service, region, state_credentials.role_arn, "states")

    sdk.boto_client_for = client


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


FIXES = {
    "stepfunctions-run-as-roles": run_as_roles,
    "stepfunctions-type": keep_type,
}
