"""Mends moto's Secrets Manager."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend


def keep_rotation_rules() -> None:
    """Secrets Manager forgets Duration and ScheduleExpression of a rotation, and with a schedule alone stays disabled.

    AWS returns the RotationRules that it was given, and rotation is enabled by either of them.
    """
    stock_rotate = SecretsManagerBackend.rotate_secret
    stock_to_dict = FakeSecret.to_dict

    def rotate_secret(
        self: SecretsManagerBackend,
        secret_id: str,
        client_request_token: str | None = None,
        rotation_lambda_arn: str | None = None,
        rotation_rules: dict[str, Any] | None = None,
        rotate_immediately: bool = True,
    ) -> str:
        answer = stock_rotate(
            self, secret_id, client_request_token, rotation_lambda_arn, rotation_rules, rotate_immediately
        )
        if rotation_rules:
            secret = self.secrets[secret_id]
            secret.rotation_rules = rotation_rules
            secret.rotation_enabled = True
        return answer

    def to_dict(self: FakeSecret) -> dict[str, Any]:
        description = stock_to_dict(self)
        rules = getattr(self, "rotation_rules", None)
        if rules and "RotationRules" in description:
            description["RotationRules"] = rules
        return description

    SecretsManagerBackend.rotate_secret = rotate_secret
    FakeSecret.to_dict = to_dict


FIXES = {"secretsmanager-rotation-rules": keep_rotation_rules}
