"""Mends moto's Parameter Store."""

from __future__ import annotations

import functools
import json
import re

from moto.ssm.exceptions import ValidationException
from moto.ssm.models import Parameter, SimpleSystemManagerBackend

from .. import request as aws_request
from ..trail.identities import identity_of

LONGEST_NAME = 1011
MOST_LEVELS = 15


def refuse_what_it_cannot_keep() -> None:
    """SSM takes names that are too long or too deep, and values that refer to other parameters.

    AWS counts the ARN before the name towards 1,011 characters, takes 15 levels, and refuses `{{...}}` in a value
    (AWS: PutParameter, Name and Value).
    """
    put = SimpleSystemManagerBackend.put_parameter

    def put_parameter(self: SimpleSystemManagerBackend, name: str, *rest: object, **named: object) -> object:
        arn = f"arn:{self.partition}:ssm:{self.region_name}:{self.account_id}:parameter{name if name.startswith('/') else f'/{name}'}"
        if len(arn) > LONGEST_NAME:
            raise ValidationException(f"Parameter name: The complete hierarchy name must be at most {LONGEST_NAME} characters, with its ARN.")
        if name.count("/") > MOST_LEVELS:
            raise ValidationException(f"Parameter name must have at most {MOST_LEVELS} levels.")
        value = named.get("value", rest[1] if len(rest) > 1 else None)
        if isinstance(value, str) and re.search(r"\{\{.*\}\}", value, re.DOTALL):
            raise ValidationException('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.')
        return put(self, name, *rest, **named)

    SimpleSystemManagerBackend.put_parameter = put_parameter


def keep_nothing_of_what_was_refused() -> None:
    """SSM keeps a parameter without versions once a label or a write for a missing name was refused, and then fails to list its path.

    AWS answers ParameterNotFound for a parameter that has just been deleted, and lists the path without it.
    """

    def leaving_nothing(name_of_operation: str) -> None:
        operation = getattr(SimpleSystemManagerBackend, name_of_operation)

        @functools.wraps(operation)
        def mended(self: SimpleSystemManagerBackend, name: str, *rest: object, **named: object) -> object:
            try:
                return operation(self, name, *rest, **named)
            finally:
                if self._parameters.get(name) == []:
                    del self._parameters[name]

        setattr(SimpleSystemManagerBackend, name_of_operation, mended)

    for name_of_operation in ("label_parameter_version", "unlabel_parameter_version", "put_parameter"):
        leaving_nothing(name_of_operation)


def name_writers() -> None:
    """SSM says `N/A` where it is asked who wrote a version.

    AWS answers with the ARN of the user, of the session of a role, or of root (DescribeParameters and GetParameterHistory,
    LastModifiedUser).
    """
    stock_init, stock_describe = Parameter.__init__, Parameter.describe_response_object

    @functools.wraps(stock_init)
    def init(self: Parameter, *rest: object, **named: object) -> None:
        stock_init(self, *rest, **named)  # type: ignore[arg-type]
        request = aws_request.current_if_any()
        # Each write is a version of its own, made while its request is served.
        self.written_by = identity_of(request)[1].get("arn") if request else None  # type: ignore[attr-defined]

    @functools.wraps(stock_describe)
    def describe(self: Parameter, *rest: object, **named: object) -> dict[str, object]:
        described = stock_describe(self, *rest, **named)  # type: ignore[arg-type]
        writer = getattr(self, "written_by", None)
        return {**described, "LastModifiedUser": writer} if writer and "LastModifiedUser" in described else described

    Parameter.__init__ = init  # type: ignore[method-assign]
    Parameter.describe_response_object = describe  # type: ignore[method-assign]


def tell_policies_as_texts() -> None:
    """SSM tells policies of a parameter as objects, each as its own text and type.

    AWS tells the JSON of each as a text, with its type and status (AWS: ParameterInlinePolicy).
    """
    stock_response = Parameter.response_object

    @functools.wraps(stock_response)
    def response(self: Parameter, *rest: object, **named: object) -> dict[str, object]:
        answer = stock_response(self, *rest, **named)  # type: ignore[arg-type]
        policies = answer.get("Policies")
        if isinstance(policies, list):
            answer["Policies"] = [
                {"PolicyText": json.dumps(each["PolicyText"]), "PolicyType": each["PolicyText"].get("Type"), "PolicyStatus": "Pending"}
                for each in policies
                if each["PolicyText"]
            ]
        return answer

    Parameter.response_object = response  # type: ignore[method-assign]


FIXES = {
    "ssm-limits": refuse_what_it_cannot_keep,
    "ssm-refused": keep_nothing_of_what_was_refused,
    "ssm-policies": tell_policies_as_texts,
    "ssm-writers": name_writers,
}
