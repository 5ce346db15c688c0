"""Mends moto's KMS."""

from __future__ import annotations

import copy
import json

from moto.kms.models import Key, kms_backends
from moto.kms.responses import KmsResponse

DEFAULT_ROTATION_DAYS = 365


def keep_rotation_period() -> None:
    """KMS never returns the rotation period of a key; Terraform sees `rotation_period_in_days` drift in every plan.

    AWS keeps RotationPeriodInDays of EnableKeyRotation, 365 where it is not given, and GetKeyRotationStatus
    returns it while rotation is on.
    """
    enable = KmsResponse.enable_key_rotation
    status = KmsResponse.get_key_rotation_status

    def key_of(response: KmsResponse) -> Key:
        backend = response.kms_backend
        return backend.keys[backend.get_key_id(response._get_param("KeyId"))]

    def enable_key_rotation(self: KmsResponse) -> str:
        answer = enable(self)
        key_of(self).rotation_period_in_days = self._get_param("RotationPeriodInDays") or DEFAULT_ROTATION_DAYS
        return answer

    def get_key_rotation_status(self: KmsResponse) -> str:
        answer = json.loads(status(self))
        key = key_of(self)
        answer["KeyId"] = key.arn
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(key, "rotation_period_in_days", DEFAULT_ROTATION_DAYS)
        return json.dumps(answer)

    KmsResponse.enable_key_rotation = enable_key_rotation
    KmsResponse.get_key_rotation_status = get_key_rotation_status


def make_replicas_independent() -> None:
    """KMS replica keys share their state with the primary: its type turns to REPLICA, and what is asked is ignored.

    On AWS primary and replica share key material and key id only; a replica has its own description, policy,
    tags, aliases, grants and state, and ReplicateKey takes a key ARN too.
    """

    def replicate_key(self: KmsResponse) -> str:
        key_id, region = self._get_param("KeyId"), self._get_param("ReplicaRegion")
        self._validate_key_id(key_id)
        backend = self.kms_backend
        primary = backend.keys[backend.any_id_to_key_id(key_id)]
        # A shallow copy: the key material cannot be copied, and is what the two have in common.
        replica = copy.copy(primary)
        replica.region = region
        replica.arn = primary.arn.replace(f":{backend.region_name}:", f":{region}:")
        primary.multi_region_configuration["ReplicaKeys"].append({"Arn": replica.arn, "Region": region})
        replica.multi_region_configuration = copy.deepcopy(primary.multi_region_configuration)
        replica.multi_region_configuration["MultiRegionKeyType"] = "REPLICA"
        replica.description = self._get_param("Description") or ""
        replica.policy = self._get_param("Policy") or replica.generate_default_policy()
        replica.enabled, replica.key_state, replica.deletion_date = True, "Enabled", None
        replica.grants, replica.aliases, replica.rotations = {}, {}, []
        target = kms_backends[backend.account_id][region]
        target.keys[replica.id] = replica
        tags = self._get_param("Tags") or []
        if tags:
            target.tag_resource(replica.id, tags)
        answer = {**replica.to_dict(), "ReplicaPolicy": replica.policy, "ReplicaTags": tags}
        answer["ReplicaKeyMetadata"] = answer.pop("KeyMetadata")
        return json.dumps(answer)

    KmsResponse.replicate_key = replicate_key


FIXES = {
    "kms-rotation-period": keep_rotation_period,
    "kms-replica-keys": make_replicas_independent,
}
