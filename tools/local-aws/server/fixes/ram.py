"""Mends moto's Resource Access Manager."""

from __future__ import annotations

import json
from typing import Any

from moto.core.utils import unix_time
from moto.ram import urls
from moto.ram.exceptions import UnknownResourceException
from moto.ram.models import ResourceAccessManagerBackend, ResourceShare
from moto.ram.responses import ResourceAccessManagerResponse


def _share(backend: ResourceAccessManagerBackend, arn: str) -> ResourceShare:
    for share in backend.resource_shares:
        if share.arn == arn:
            return share
    raise UnknownResourceException(f"ResourceShare {arn} could not be found.")


def change_associations() -> None:
    """Resource Access Manager cannot add anything to a share later, nor take it away, and shares no parameters.

    AWS has AssociateResourceShare and DisassociateResourceShare, and parameters of Systems Manager are among what it shares.
    """
    ResourceShare.SHAREABLE_RESOURCES = [*ResourceShare.SHAREABLE_RESOURCES, "parameter"]

    def answer(share: ResourceShare, principals: list[str], resources: list[str], status: str) -> str:
        time = unix_time(share.last_updated_time)
        named = [("PRINCIPAL", name) for name in principals] + [("RESOURCE", name) for name in resources]
        return json.dumps({"resourceShareAssociations": [
            {"resourceShareArn": share.arn, "resourceShareName": share.name, "associatedEntity": name, "associationType": kind,
             "status": status, "creationTime": time, "lastUpdatedTime": time, "external": False}
            for kind, name in named
        ]})

    def associate(self: ResourceAccessManagerResponse) -> str:
        share = _share(self.ram_backend, self._get_param("resourceShareArn"))
        principals, resources = self._get_param("principals", []), self._get_param("resourceArns", [])
        share.add_principals([name for name in principals if name not in share.principals])
        share.add_resources([name for name in resources if name not in share.resource_arns])
        return answer(share, principals, resources, "ASSOCIATING")

    def disassociate(self: ResourceAccessManagerResponse) -> str:
        share = _share(self.ram_backend, self._get_param("resourceShareArn"))
        principals, resources = self._get_param("principals", []), self._get_param("resourceArns", [])
        share.principals = [name for name in share.principals if name not in principals]
        share.resource_arns = [name for name in share.resource_arns if name not in resources]
        return answer(share, principals, resources, "DISASSOCIATING")

    ResourceAccessManagerResponse.associate_resource_share = associate
    ResourceAccessManagerResponse.disassociate_resource_share = disassociate
    for path in ("associateresourceshare", "disassociateresourceshare"):
        urls.url_paths[f"{{0}}/{path}$"] = ResourceAccessManagerResponse.dispatch


def describe_shares() -> None:
    """Resource Access Manager returns every share whichever is asked for, without its tags, and tells no share's permissions.

    AWS returns the shares that are named, with their tags, and each type of resource that is shared has its default permission.
    """
    stock_init = ResourceShare.__init__
    stock_describe = ResourceShare.describe
    stock_get = ResourceAccessManagerBackend.get_resource_shares

    def init(self: ResourceShare, *rest: Any, **named: Any) -> None:
        stock_init(self, *rest, **named)
        self.tags = named.get("tags") or []

    def describe(self: ResourceShare) -> dict[str, Any]:
        return {**stock_describe(self), "tags": self.tags}

    def get(self: ResourceAccessManagerResponse) -> str:
        found = stock_get(self.ram_backend, self._get_param("resourceOwner"))["resourceShares"]
        arns, status = self._get_param("resourceShareArns"), self._get_param("resourceShareStatus")
        return json.dumps({"resourceShares": [
            share for share in found if (not arns or share["resourceShareArn"] in arns) and (not status or share["status"] == status)
        ]})

    def list_permissions(self: ResourceAccessManagerResponse) -> str:
        share = _share(self.ram_backend, self._get_param("resourceShareArn"))
        kinds = {arn.split(":")[2] + ":" + arn.split(":")[5].split("/")[0] for arn in share.resource_arns}
        return json.dumps({"permissions": [
            {"arn": "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSSMParameterReadOnly", "version": "1", "defaultVersion": True,
             "name": "AWSRAMDefaultPermissionSSMParameterReadOnly", "resourceType": "ssm:Parameter", "status": "ASSOCIATED"}
            for kind in kinds if kind == "ssm:parameter"
        ]})

    ResourceShare.__init__ = init
    ResourceShare.describe = describe
    ResourceAccessManagerResponse.get_resource_shares = get
    ResourceAccessManagerResponse.list_resource_share_permissions = list_permissions
    urls.url_paths["{0}/listresourcesharepermissions$"] = ResourceAccessManagerResponse.dispatch


FIXES = {
    "ram-associations": change_associations,
    "ram-shares": describe_shares,
}
