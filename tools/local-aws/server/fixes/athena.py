"""Mends moto's Athena."""

from __future__ import annotations

import json
from typing import Any

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse


def list_no_tags() -> None:
    """Athena says that a workgroup without tags does not exist, where its tags are asked for; Terraform asks for them.

    AWS answers with no tags.
    """
    stock = AthenaBackend.list_tags_for_resource

    def list_tags_for_resource(self: AthenaBackend, resource_arn: str) -> dict[str, Any] | None:
        known = any(group.arn == resource_arn for group in self.work_groups.values())
        return stock(self, resource_arn) or ({"Tags": []} if known else None)

    AthenaBackend.list_tags_for_resource = list_tags_for_resource  # type: ignore[method-assign]


def delete_named_queries() -> None:
    """Athena cannot delete a saved query.

    AWS does, and Terraform where a query is taken out of a program.
    """

    def delete_named_query(self: AthenaResponse) -> str:
        self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
        return json.dumps({})

    AthenaResponse.delete_named_query = delete_named_query  # type: ignore[attr-defined]


FIXES = {"athena-untagged-workgroups": list_no_tags, "athena-delete-named-query": delete_named_queries}
