"""Mends moto's Step Functions."""

from __future__ import annotations

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.responses import StepFunctionResponse


def validate_definitions() -> None:
    """Step Functions does not know ValidateStateMachineDefinition, which hashicorp/aws calls in every plan of a state machine.

    On AWS it says what is wrong with a definition: here, what is no JSON, has no states, or starts or goes on at one that is not there.
    """

    def validate(self: StepFunctionResponse) -> ActionResult:
        faults = _faults_of(self._get_param("definition"))
        diagnostics = [{"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": fault} for fault in faults]
        return ActionResult({"result": "FAIL" if faults else "OK", "diagnostics": diagnostics, "truncated": False})

    StepFunctionResponse.validate_state_machine_definition = validate  # type: ignore[attr-defined]


def _faults_of(definition: str) -> list[str]:
    try:
        machine: Any = json.loads(definition)
    except ValueError:
        return ["The definition is not JSON."]
    states = machine.get("States") if isinstance(machine, dict) else None
    if not isinstance(states, dict) or not states:
        return ["The definition has no States."]
    named = [("StartAt", machine.get("StartAt"))]
    named += [(f"Next of {name}", state["Next"]) for name, state in states.items() if "Next" in state]
    return [f"{where} is {target}, which is no state." for where, target in named if target not in states]


def list_versions() -> None:
    """Step Functions does not know ListStateMachineVersions, which hashicorp/aws calls after every update and delete of a state machine.

    On AWS it lists what was published, the newest first.
    """

    def list_state_machine_versions(self: StepFunctionResponse) -> ActionResult:
        machine = self.stepfunction_backend.describe_state_machine(self._get_param("stateMachineArn"))
        newest_first = sorted(machine.versions.values(), key=lambda each: each.version, reverse=True)
        versions = [{"stateMachineVersionArn": each.arn, "creationDate": each.creation_date} for each in newest_first]
        return ActionResult({"stateMachineVersions": versions})

    StepFunctionResponse.list_state_machine_versions = list_state_machine_versions  # type: ignore[attr-defined]


FIXES = {
    "states-validate-definition": validate_definitions,
    "states-list-versions": list_versions,
}
