import sys

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_coffer import ApplicationSecret, Rotation, RotationSchedule, SecretSource, SecretVault

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "prod")
AwsProvider(stack, "aws", region="eu-west-1")
vault = SecretVault(stack, "vault", namespace="acme", stage="prod")
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
app.synth()
