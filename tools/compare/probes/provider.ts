import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalAws } from '../../local-aws/local-aws';
import { functionAnswers } from '../provider/function-answers';
import { tellStory } from '../provider/story';
import { TerraformFolder } from '../provider/terraform-folder';
import { validationAnswers } from '../provider/wrong-configurations';
import { Recorder } from '../recorder';
import { Written } from '../written';

const [, , checkout, target] = process.argv as [string, string, string, string];

/** Terraform with the provider that was bundled in the checkout. */
async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-compare-provider-'));
  const written = new Written(target, checkout, [[scratch, '<scratch>']]);
  const aws = await LocalAws.start();
  const recorder = await Recorder.start(aws.endpoint);
  try {
    const folder = (name: string) => new TerraformFolder(checkout, scratch, name, aws.environment);
    await Promise.all([
      folder('schema')
        .json('providers', 'schema', '-json')
        .then((schema) => written.json('schema.json', schema)),
      functionAnswers(folder('functions')).then((answers) => written.json('function-answers.json', answers)),
      validationAnswers(folder('validation')).then((answers) => written.json('validation.json', answers)),
      tellStory(folder('story'), recorder, aws, written),
    ]);
  } finally {
    recorder.close();
    await aws.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
