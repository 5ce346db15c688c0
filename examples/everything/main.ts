import { join } from 'node:path';
import { App } from 'cdktf';
import { access } from 'cdktf-coffer';
import { Cluster } from './cluster';
import { Organization } from './organization';
import { Run } from './run';
import { written } from './settings';
import { Stage } from './stage';

// Each stage is an account of its own, so that the same names are different parameters. Put your accounts here.
const ACCOUNTS = { dev: '111122223333', prod: '444455556666' };

const app = new App();

const dev = new Stage(app, 'everything-dev', { stage: 'dev', account: ACCOUNTS.dev, previews: ['pr-12', 'pr-15'] });
const prod = new Stage(app, 'everything-prod', { stage: 'prod', account: ACCOUNTS.prod, previews: [] });

// What reads from a stage is a stack of its own: a cluster that is down then keeps no secret from being deployed.
if (process.env.KUBE_CONFIG_PATH) {
  new Cluster(app, 'everything-dev-cluster', { stage: dev, account: ACCOUNTS.dev });
  new Cluster(app, 'everything-prod-cluster', { stage: prod, account: ACCOUNTS.prod });
}

new Run(app, 'everything-dev-run', dev);
new Run(app, 'everything-prod-run', prod);

new Organization(app, 'everything-organization');

// What there is, without a value: for laptops and pipelines, which lack the output of synth.
new access.CofferManifest(app, {
  file: join(written, 'coffer.manifest.json'),
  environmentSchemas: [{ vault: dev.vault, services: ['global', 'api'], file: join(written, 'app', '.env.schema') }],
});

app.synth();
