"""Mends moto where it differs from AWS in ways that Terraform and Coffer run into. Nothing on disk is changed."""

from __future__ import annotations

from typing import Callable, Collection, Mapping

Fix = Callable[[], None]

ALL = "all"


class UnknownFix(ValueError):
    """A name that no fix has."""


def registered() -> dict[str, Fix]:
    """Every fix by its name, service by service."""
    # Imported here, so that asking for help or naming an unknown option does not wait for moto.
    from . import athena, authorization, changes, cloudtrail, event_targets, events, iam, kms, lambda_, logs, ram, s3, secretsmanager, sqs, ssm, stepfunctions

    fixes: dict[str, Fix] = {}
    modules = (kms, sqs, logs, lambda_, iam, secretsmanager, cloudtrail, events, event_targets, ram, s3, ssm, changes, stepfunctions, athena, authorization)
    for module in modules:
        fixes.update(module.FIXES)
    return fixes


def descriptions() -> Mapping[str, str]:
    """Name and one-line description of every fix."""
    return {name: (fix.__doc__ or "").strip().split("\n")[0] for name, fix in registered().items()}


def apply(leave_out: Collection[str] = ()) -> None:
    """Applies every fix but those named in `leave_out`; `all` leaves moto as it is.

    Raises UnknownFix for a name that no fix has.
    """
    if ALL in leave_out:
        return
    fixes = registered()
    unknown = sorted(set(leave_out) - set(fixes))
    if unknown:
        raise UnknownFix(f"No fix is named '{unknown[0]}'. Name one of: {', '.join(fixes)}; or '{ALL}'.")
    for name, fix in fixes.items():
        if name not in leave_out:
            fix()
