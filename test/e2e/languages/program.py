import sys

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_coffer import (
    ApplicationSecret,
    OrganizationalSecret,
    Rotation,
    RotationSchedule,
    SecretSource,
    SecretVault,
    kubernetes,
    onepassword,
    provider,
)

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "prod")
AwsProvider(stack, "aws", region="eu-west-1")
coffer = provider.CofferProvider(stack, "coffer", region="eu-west-1", alias="own")
vault = SecretVault(stack, "vault", namespace="acme", stage="prod", provider=coffer)
session_key = ApplicationSecret(
    stack,
    "session-key",
    vault=vault,
    service="api",
    key="session_key",
    source=SecretSource.rotated(),
    rotation=Rotation.random(schedule=RotationSchedule.after_days(30)),
)
session_key.grant_read(IamRole(stack, "api", name="acme-prod-api", assume_role_policy="{}"))
account = kubernetes.ServiceAccountRole(
    stack,
    "pods",
    vault=vault,
    oidc_provider_arn="arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE",
    namespace="api",
    service_account="api",
)
session_key.grant_read(account)
OrganizationalSecret(
    stack,
    "door",
    vault=onepassword.OnePasswordVault.from_id("abcdefghijklmnopqrstuvwxyz"),
    service="office",
    key="door_code",
    owner="facilities",
    source=SecretSource.supplied(),
    item=onepassword.OnePasswordItem.password(),
    only_people_read_it=True,
)
app.synth()
