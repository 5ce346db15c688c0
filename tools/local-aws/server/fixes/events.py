"""Mends moto's EventBridge."""

from __future__ import annotations

from moto.events.models import Rule


def match_no_events_by_schedules() -> None:
    """EventBridge takes a rule with a schedule and no pattern for one that every event matches, and fails where its target is a function.

    On AWS such a rule is started by its schedule alone.
    """
    stock = Rule.send_to_targets

    def send(self: Rule, *rest: object, **named: object) -> None:
        if self.scheduled_expression and not self.event_pattern.dump():
            return
        stock(self, *rest, **named)  # type: ignore[arg-type]

    Rule.send_to_targets = send  # type: ignore[method-assign]


FIXES = {
    "events-schedules-match-nothing": match_no_events_by_schedules,
}
