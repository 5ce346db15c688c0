import { PARAMETER_NAME } from './parameter-name';

/** Where a private key is: in a bucket, or in Parameter Store. Both `coffer_private_key` and what signs with it take it so. */
export const LOCATION = {
  bucket: {
    description:
      'S3 bucket that holds the key, for master keys: it has to keep versions. Needs `key` and `kms_key_id`; not together with ' +
      '`name`.',
    validate: (bucket: string) =>
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)
        ? undefined
        : (['Wrong bucket', `'${bucket}' is no name of an S3 bucket: 3 to 63 lowercase letters, digits, '-' and '.'.`] as const),
  },
  key: {
    description: 'Key of the object in the bucket, such as `ca/root.pem`.',
    validate: (key: string) =>
      key !== '' && Buffer.byteLength(key) <= 1024 && !key.startsWith('/') && !/[\u0000-\u001f\u007f]/.test(key)
        ? undefined
        : ([
            'Wrong key',
            `'${key.slice(0, 60)}' is no key of an object: 1 to 1,024 bytes without control characters, not beginning with '/'.`,
          ] as const),
  },
  name: PARAMETER_NAME,
};
