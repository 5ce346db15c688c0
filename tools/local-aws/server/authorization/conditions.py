"""The Condition element of a policy statement (IAM JSON policy elements: Condition operators)."""

from __future__ import annotations

import base64
import ipaddress
from datetime import datetime, timezone
from typing import Callable, Mapping, Sequence

from .patterns import Context, arn_matches, as_list, glob_matches, with_variables

Comparison = Callable[[str, str], bool]
"""Takes the policy's value and the request's value."""


class UnknownOperator(ValueError):
    """A condition operator that IAM does not have, or that this evaluator does not know."""


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _in_network(network: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)


def _numeric(compare: Callable[[float, float], bool]) -> Comparison:
    return lambda wanted, actual: compare(float(actual), float(wanted))


def _date(compare: Callable[[float, float], bool]) -> Comparison:
    return lambda wanted, actual: compare(_moment(actual), _moment(wanted))


ORDERINGS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": lambda actual, wanted: actual == wanted,
    "LessThan": lambda actual, wanted: actual < wanted,
    "LessThanEquals": lambda actual, wanted: actual <= wanted,
    "GreaterThan": lambda actual, wanted: actual > wanted,
    "GreaterThanEquals": lambda actual, wanted: actual >= wanted,
}

COMPARISONS: Mapping[str, Comparison] = {
    "StringEquals": lambda wanted, actual: wanted == actual,
    "StringEqualsIgnoreCase": lambda wanted, actual: wanted.lower() == actual.lower(),
    "StringLike": glob_matches,
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
    "Bool": lambda wanted, actual: wanted.lower() == actual.lower(),
    "IpAddress": _in_network,
    "BinaryEquals": lambda wanted, actual: base64.b64decode(wanted) == base64.b64decode(actual),
    **{f"Numeric{name}": _numeric(compare) for name, compare in ORDERINGS.items()},
    **{f"Date{name}": _date(compare) for name, compare in ORDERINGS.items()},
}

NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


def conditions_hold(condition: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Whether every operator holds for every key it names."""
    return all(
        _holds(operator, key, [str(value) for value in as_list(wanted)], context)
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, key: str, wanted: Sequence[str], context: Context) -> bool:
    actual = context.get(key.lower())
    if operator == "Null":
        return (actual is None) == (wanted[0].lower() == "true")

    qualifier, _, name = operator.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = name in NEGATIONS
    compare = COMPARISONS.get(NEGATIONS.get(name, name))
    if compare is None or qualifier not in ("", "ForAllValues", "ForAnyValue"):
        raise UnknownOperator(f"Condition operator '{operator}' on '{key}' is not one this evaluator knows.")

    if actual is None:
        # Without the key, "not X" is true, and so is "every one of none"; "some of none" is not.
        return if_exists or qualifier == "ForAllValues" or (negated and qualifier != "ForAnyValue")

    filled = [value for value in (with_variables(text, context) for text in wanted) if value is not None]
    results = [any(compare(value, one) for value in filled) != negated for one in actual]
    return any(results) if qualifier == "ForAnyValue" else all(results)
