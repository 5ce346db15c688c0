"""Has changes of parameters go their way: from Parameter Store to EventBridge, and from there to state machines."""

from __future__ import annotations

import functools
import json
import re
import sys
import threading
import time
import uuid
from datetime import datetime, timezone
from typing import Any, Callable

from moto.events.models import EventsBackend, Rule, events_backends
from moto.events.utils import EventTemplateParser
from moto.ssm.models import SimpleSystemManagerBackend

from .. import services

# EventBridge has names and operations in these events, and no value (Systems Manager: Parameter Store events).
DETAIL_TYPE = "Parameter Store Change"


def tell_of_changes() -> None:
    """SSM tells nobody of a change.

    AWS sends an event to EventBridge when a parameter is created, updated, deleted or labelled, with its name and no value.
    """

    def telling(name_of_method: str, operation_of: Callable[[SimpleSystemManagerBackend, str], str]) -> None:
        stock = getattr(SimpleSystemManagerBackend, name_of_method)

        @functools.wraps(stock)
        def mended(self: SimpleSystemManagerBackend, name: str, *rest: Any, **named: Any) -> Any:
            known = dict(self._parameters.items()).get(name)
            operation = operation_of(self, name)
            result = stock(self, name, *rest, **named)
            version = (dict(self._parameters.items()).get(name) or known or [None])[-1]
            _send(self, operation, name, version)
            return result

        setattr(SimpleSystemManagerBackend, name_of_method, mended)

    telling("put_parameter", lambda self, name: "Update" if dict(self._parameters.items()).get(name) else "Create")
    telling("delete_parameter", lambda self, name: "Delete")
    telling("label_parameter_version", lambda self, name: "LabelParameterVersion")

    stock_delete = SimpleSystemManagerBackend.delete_parameters

    def delete_parameters(self: SimpleSystemManagerBackend, names: list[str]) -> list[str]:
        known = dict(self._parameters.items())
        deleted = stock_delete(self, names)
        for name in deleted:
            _send(self, "Delete", name, (known.get(name) or [None])[-1])
        return deleted

    SimpleSystemManagerBackend.delete_parameters = delete_parameters


def _send(store: SimpleSystemManagerBackend, operation: str, name: str, version: Any) -> None:
    backend: EventsBackend = events_backends[store.account_id][store.region_name]
    rules = list(backend.event_buses["default"].rules.values()) if "default" in backend.event_buses else []
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": DETAIL_TYPE,
        "source": "aws.ssm",
        "account": store.account_id,
        "time": time.time(),
        "region": store.region_name,
        "resources": [f"arn:{store.partition}:ssm:{store.region_name}:{store.account_id}:parameter{name}"],
        "detail": {"operation": operation, "name": name, "type": getattr(version, "parameter_type", None)},
        "ingestion-time": time.time(),
    }
    for rule in rules:
        try:
            rule.send_to_targets(dict(event))  # type: ignore[arg-type]
        except NotImplementedError:
            # A kind of target that moto cannot deliver to. Whoever wrote the parameter never hears of that on AWS either.
            continue


def start_state_machines() -> None:
    """EventBridge fails at rules whose target is a state machine, and matches rules that are disabled.

    AWS starts an execution under the role of the target, with its constant input or the event.
    """
    stock = Rule.send_to_targets

    def send(self: Rule, original_event: Any, *rest: Any, **named: Any) -> None:
        if not self.state.startswith("ENABLED"):
            return
        machines = [target for target in self.targets if ":states:" in target["Arn"]]
        if machines and self.event_pattern.matches_event(original_event):
            for target in machines:
                threading.Thread(target=_start, args=(target, dict(original_event)), daemon=True).start()
        everything = self.targets
        self.targets = [target for target in everything if target not in machines]
        try:
            stock(self, original_event, *rest, **named)
        finally:
            self.targets = everything

    Rule.send_to_targets = send  # type: ignore[method-assign]


def _start(target: dict[str, Any], event: dict[str, Any]) -> None:
    arn = target["Arn"]
    event["time"] = _iso(event["time"])
    try:
        states = services.client_of_role("stepfunctions", arn.split(":")[3], target["RoleArn"], "events")
        states.start_execution(stateMachineArn=arn, name=str(uuid.uuid4()), input=target.get("Input") or json.dumps(event))
    except Exception as error:  # noqa: BLE001 - EventBridge gives up too, and tells nobody but its metrics
        print(f"events: {arn.rpartition(':')[2]} was not started: {type(error).__name__}", file=sys.stderr, flush=True)


def write_time_in_templates() -> None:
    """EventBridge gives input transformers the time of an event as a number.

    On AWS it is a text such as 2026-11-28T10:00:00Z, as everywhere in events.
    """
    stock = EventTemplateParser.parse

    def parse(input_template: str, input_paths_map: dict[str, Any], event: Any) -> dict[str, Any]:
        if input_template and isinstance(event.get("time"), (int, float)):
            event = {**event, "time": _iso(event["time"])}
        return stock(input_template, input_paths_map, event)

    EventTemplateParser.parse = staticmethod(parse)  # type: ignore[method-assign,assignment]


def quote_texts_in_templates() -> None:
    """An input transformer whose placeholder stands outside of quotes fails at texts, also for targets that moto does not know.

    AWS puts a text in quotes there (EventBridge: Input transformation, "Common issues with transforming input").
    """
    stock = EventTemplateParser.parse

    def parse(input_template: str, input_paths_map: dict[str, Any], event: Any) -> dict[str, Any]:
        texts = {path for path in input_paths_map if isinstance(_at(input_paths_map[path], event), str)}
        return stock(_quoted(input_template, texts) if input_template else input_template, input_paths_map, event)

    EventTemplateParser.parse = staticmethod(parse)  # type: ignore[method-assign,assignment]


def _at(path: str, event: Any) -> Any:
    found: Any = event
    for member in path.removeprefix("$").strip(".").split("."):
        found = found.get(member) if isinstance(found, dict) else None
    return found


def _quoted(template: str, texts: set[str]) -> str:
    """The template with quotes around placeholders of texts that stand outside of quotes."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', template)

    def quoted(placeholder: re.Match[str]) -> str:
        return f'"{placeholder[0]}"' if placeholder[1] in texts else placeholder[0]

    # Every second part is a text of JSON.
    return "".join(part if index % 2 else re.sub(r"<([^<>]+)>", quoted, part) for index, part in enumerate(parts))


def _iso(seconds: Any) -> str:
    if not isinstance(seconds, (int, float)):
        return str(seconds)
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


FIXES = {
    "ssm-change-events": tell_of_changes,
    "events-state-machines": start_state_machines,
    "events-quotes-in-templates": quote_texts_in_templates,
    "events-time-in-templates": write_time_in_templates,
}
