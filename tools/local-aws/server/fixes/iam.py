"""Mends moto's IAM, authorization apart."""

from __future__ import annotations

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend, User
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


def keep_boundaries_of_users() -> None:
    """IAM forgets the permissions boundary of a user, and cannot change it.

    On AWS CreateUser takes it, GetUser tells it, and PutUserPermissionsBoundary and DeleteUserPermissionsBoundary
    change it. Terraform otherwise finds a difference in every plan.
    """

    def bounded(user: User, arn: str | None) -> User:
        boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
        # The answer is made from the attributes that the API's model names.
        user.permissions_boundary = boundary if arn else None  # type: ignore[attr-defined]
        return user

    stock_create = IamResponse.create_user

    def create(self: IamResponse) -> ActionResult:
        result = stock_create(self)
        bounded(self.backend.get_user(self._get_param("UserName")), self._get_param("PermissionsBoundary"))
        return result

    def put(self: IamResponse) -> EmptyResult:
        bounded(self.backend.get_user(self._get_param("UserName")), self._get_param("PermissionsBoundary"))
        return EmptyResult()

    def delete(self: IamResponse) -> EmptyResult:
        bounded(self.backend.get_user(self._get_param("UserName")), None)
        return EmptyResult()

    IamResponse.create_user = create
    IamResponse.put_user_permissions_boundary = put
    IamResponse.delete_user_permissions_boundary = delete


def keep_users_in_use() -> None:
    """IAM deletes a user that has access keys, or is in a group.

    AWS answers DeleteConflict (API reference: DeleteUser).
    """
    stock = IAMBackend.delete_user

    def delete_user(self: IAMBackend, user_name: str) -> None:
        if self.get_user(user_name).access_keys:
            raise DeleteConflictException("Cannot delete entity, must delete access keys first.")
        if self.get_groups_for_user(user_name):
            raise DeleteConflictException("Cannot delete entity, must remove users from group first.")
        stock(self, user_name)

    IAMBackend.delete_user = delete_user


FIXES = {
    "iam-oidc-client-ids": change_oidc_client_ids,
    "iam-service-specific-credentials": list_service_specific_credentials,
    "iam-user-boundaries": keep_boundaries_of_users,
    "iam-users-in-use": keep_users_in_use,
}
