import { App } from 'cdktf';
import { AuditStack } from './programs/audit-stack';
import { AwsOnlyStack } from './programs/aws-only-stack';
import { CrossAccountStack } from './programs/cross-account-stack';
import { DefaultsStack } from './programs/defaults-stack';
import { ExistingStack } from './programs/existing-stack';
import { KubernetesStack } from './programs/kubernetes-stack';
import { OrganizationStack } from './programs/organization-stack';
import { writeRefusals } from './programs/refusals';
import { RestartStack } from './programs/restart-stack';
import { RotationStack } from './programs/rotation-stack';
import { TypesStack } from './programs/types-stack';

// Every construct, with as many options as go together. Written against what `cdktf-coffer` exports, so that it runs on
// the sources of any commit that exports the same.
const app = new App();
new TypesStack(app, 'types');
new DefaultsStack(app, 'defaults');
new RotationStack(app, 'rotation');
new CrossAccountStack(app, 'cross-account');
new KubernetesStack(app, 'kubernetes');
new OrganizationStack(app, 'organization');
new ExistingStack(app, 'existing');
new AwsOnlyStack(app, 'aws-only');
new AuditStack(app, 'audit');
new RestartStack(app, 'restarts');
app.synth();

writeRefusals('refusals.json');
