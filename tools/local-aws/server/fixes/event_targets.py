"""Has EventBridge hand events to topics and functions."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import Any

from moto.awslambda.utils import get_backend
from moto.events.models import Rule
from moto.events.utils import EventTemplateParser
from moto.sns.models import sns_backends
from moto.utilities.arns import parse_arn

from .. import functions

KINDS = ("sns", "lambda")


def hand_to_topics_and_functions() -> None:
    """EventBridge fails at rules whose target is a topic or a function.

    AWS publishes the event, or what the target makes of it, to the topic, and invokes the function asynchronously.
    """
    stock = Rule.send_to_targets

    def send(self: Rule, original_event: Any, *rest: Any, **named: Any) -> None:
        mine = [target for target in self.targets if parse_arn(target["Arn"]).service in KINDS]
        # A rule without a pattern is started by its schedule alone.
        if mine and self.state.startswith("ENABLED") and self.event_pattern.dump() and self.event_pattern.matches_event(original_event):
            for target in mine:
                _hand_over(target, dict(original_event))
        everything = self.targets
        self.targets = [target for target in everything if target not in mine]
        try:
            stock(self, original_event, *rest, **named)
        finally:
            self.targets = everything

    Rule.send_to_targets = send  # type: ignore[method-assign]


def _hand_over(target: dict[str, Any], event: dict[str, Any]) -> None:
    arn = parse_arn(target["Arn"])
    try:
        given = _input(target, event)
        if arn.service == "sns":
            sns_backends[arn.account][arn.region].publish(message=json.dumps(given), arn=target["Arn"])
            return
        function = get_backend(arn.account, arn.region).get_function(arn.resource_id.split(":")[0])
        if functions.runs_here(function):
            functions.invoke_later(function, given)
    except Exception as error:  # noqa: BLE001 - EventBridge gives up too, and tells nobody but its metrics and a queue
        print(f"events: nothing reached {arn.resource_id}: {type(error).__name__}", file=sys.stderr, flush=True)


def _input(target: dict[str, Any], event: dict[str, Any]) -> Any:
    if target.get("Input"):
        return json.loads(target["Input"])
    transformer = target.get("InputTransformer")
    if transformer:
        return EventTemplateParser.parse(transformer["InputTemplate"], transformer.get("InputPathsMap", {}), event)  # type: ignore[arg-type]
    time = event["time"]
    if isinstance(time, (int, float)):
        event["time"] = datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    event.pop("ingestion-time", None)
    return event


def leave_out_what_is_not_there() -> None:
    """An input transformer keeps the placeholder of what an event does not have.

    On AWS nothing stands in its place (EventBridge: Input transformation, "Defining input transformation").
    """
    stock = EventTemplateParser.parse

    def parse(input_template: str, input_paths_map: dict[str, Any], event: Any) -> dict[str, Any]:
        for name, path in input_paths_map.items():
            if input_template and _is_absent(path, event):
                # Where it is no part of a text, JSON needs something in its place.
                input_template = input_template.replace(f": <{name}>", ': ""').replace(f"<{name}>", "")
        return stock(input_template, input_paths_map, event)

    EventTemplateParser.parse = staticmethod(parse)  # type: ignore[method-assign,assignment]


def _is_absent(path: str, event: Any) -> bool:
    found: Any = event
    for member in path.removeprefix("$").strip(".").split("."):
        if not isinstance(found, dict) or found.get(member) is None:
            return True
        found = found[member]
    return False


FIXES = {
    "events-topics-and-functions": hand_to_topics_and_functions,
    "events-absent-in-templates": leave_out_what_is_not_there,
}
