"""Mends moto's IAM, authorization apart."""

from __future__ import annotations

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.responses import IamResponse


def change_oidc_client_ids() -> None:
    """IAM cannot add or remove client ids (audiences) of an OpenID Connect provider.

    On AWS AddClientIDToOpenIDConnectProvider and RemoveClientIDFromOpenIDConnectProvider do, and both accept
    that there is nothing left to do.
    """

    def client_ids(response: IamResponse) -> list[str]:
        arn = response._get_param("OpenIDConnectProviderArn")
        return response.backend.get_open_id_connect_provider(arn).client_id_list

    def add(self: IamResponse) -> EmptyResult:
        if self._get_param("ClientID") not in client_ids(self):
            client_ids(self).append(self._get_param("ClientID"))
        return EmptyResult()

    def remove(self: IamResponse) -> EmptyResult:
        if self._get_param("ClientID") in client_ids(self):
            client_ids(self).remove(self._get_param("ClientID"))
        return EmptyResult()

    IamResponse.add_client_id_to_open_id_connect_provider = add
    IamResponse.remove_client_id_from_open_id_connect_provider = remove


def list_service_specific_credentials() -> None:
    """IAM has no ListServiceSpecificCredentials, which Terraform calls to delete a user with `force_destroy`.

    AWS lists them; no user here ever has one.
    """

    def list_none(_: IamResponse) -> ActionResult:
        return ActionResult({"ServiceSpecificCredentials": []})

    IamResponse.list_service_specific_credentials = list_none


FIXES = {
    "iam-oidc-client-ids": change_oidc_client_ids,
    "iam-service-specific-credentials": list_service_specific_credentials,
}
