import type { ChamberExecProps } from './kubernetes-access-props';
import { KubernetesError } from '../../errors';

const FOLDER = '/chamber';
const VOLUME = 'chamber';
/** chamber has some 20 MB. */
const SIZE_LIMIT = '64Mi';
const LOCKED_DOWN = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** Where chamber reads, and as whom. */
export interface ChamberPlace {
  readonly serviceAccount: string;
  readonly services: readonly string[];
  readonly region: string;
}

/**
 * The part of a pod's specification by which a program is started by `chamber exec` (Kubernetes: Init Containers).
 *
 * @throws KubernetesError if there is no program or image
 */
export function chamberPod(subject: string, props: ChamberExecProps, place: ChamberPlace): { [field: string]: unknown } {
  const { chamberImage, command, chamberPath = '/usr/local/bin/chamber', container = 'app' } = props;
  if (!Array.isArray(command) || command.length === 0) {
    throw new KubernetesError(
      subject,
      'command is empty, and chamber exec needs a program',
      "Write the image's entry point out, such as command: ['node', 'main.js'].",
    );
  }
  if (!chamberImage) {
    throw new KubernetesError(subject, 'chamberImage is empty', 'Name an image that has cp and chamber, by its digest.');
  }
  if (!chamberPath.startsWith('/')) {
    throw new KubernetesError(subject, `chamberPath '${chamberPath}' is not absolute`, 'Write it like /usr/local/bin/chamber.');
  }
  const mount = { name: VOLUME, mountPath: FOLDER };
  return {
    serviceAccountName: place.serviceAccount,
    volumes: [{ name: VOLUME, emptyDir: { sizeLimit: SIZE_LIMIT } }],
    initContainers: [
      {
        name: VOLUME,
        image: chamberImage,
        command: ['cp', chamberPath, `${FOLDER}/chamber`],
        volumeMounts: [mount],
        securityContext: LOCKED_DOWN,
      },
    ],
    containers: [
      {
        name: container,
        command: [`${FOLDER}/chamber`, 'exec', ...place.services, '--', ...command],
        env: [{ name: 'AWS_REGION', value: place.region }],
        volumeMounts: [{ ...mount, readOnly: true }],
      },
    ],
  };
}
