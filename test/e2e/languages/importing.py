import json
import sys

from cdktf import App, LocalBackend, TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from cdktf_coffer import ApplicationSecret, EphemeralSecret, SecretVault

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "imported-vault")
LocalBackend(stack, path=sys.argv[1] + "/terraform.imported-vault.tfstate")
AwsProvider(
    stack,
    "aws",
    region="eu-west-1",
    skip_credentials_validation=True,
    skip_metadata_api_check="true",
    skip_requesting_account_id=False,
)
key_arn = TerraformVariable(stack, "vault_key_arn", type="string")
vault = SecretVault.from_attributes(stack, "vault", namespace="acme", stage="dev", key_arn=key_arn.string_value)
database = ApplicationSecret.from_name(stack, "database", vault=vault, service="api", key="db_password")
session = ApplicationSecret.from_name(stack, "session", vault=vault, service="api", key="session_key")

trust = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}
database.grant_read(IamRole(stack, "reports", name="acme-dev-python-reports", assume_role_policy=json.dumps(trust)))

handed_on = SecretsmanagerSecret(stack, "handed-on", name="acme-dev-session-key-by-python", recovery_window_in_days=0)
SecretsmanagerSecretVersion(
    stack,
    "handed-on-value",
    secret_id=handed_on.id,
    secret_string_wo=EphemeralSecret(stack, "session-key", secret=session).value,
    secret_string_wo_version=1,
)
app.synth()
