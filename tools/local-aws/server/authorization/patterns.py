"""Wildcards and variables in policies, as IAM reads them (IAM JSON policy elements reference)."""

from __future__ import annotations

import functools
import re
from typing import Mapping, Sequence

Context = Mapping[str, Sequence[str]]
"""Condition keys in lower case with their values; a key that does not apply is absent."""

VARIABLE = re.compile(r"\$\{([^}]*)\}")
LITERALS = {"*": "*", "?": "?", "$": "$"}


def as_list(value: object) -> list[object]:
    """Policies write one thing either alone or in a list."""
    return list(value) if isinstance(value, list) else [value]


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def glob_matches(pattern: str, text: str, ignore_case: bool = False) -> bool:
    """`*` stands for any characters, `?` for one."""
    return _compiled(pattern, ignore_case).fullmatch(text) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Each of an ARN's six parts is matched by itself: a wildcard does not reach over a colon into the next part."""
    if pattern == "*":
        return True
    wanted, actual = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(actual) and all(glob_matches(*parts) for parts in zip(wanted, actual))


def with_variables(text: str, context: Context) -> str | None:
    """`text` with `${aws:username}` and the like filled in; None where one of them has no single value."""
    missing = False

    def fill(match: re.Match[str]) -> str:
        nonlocal missing
        name = match.group(1)
        values = [LITERALS[name]] if name in LITERALS else context.get(name.strip().lower(), ())
        missing = missing or len(values) != 1
        return values[0] if len(values) == 1 else ""

    filled = VARIABLE.sub(fill, text)
    return None if missing else filled
