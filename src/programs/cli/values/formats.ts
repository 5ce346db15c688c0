/** What `export` writes. */
export const EXPORT_FORMATS = ['json', 'yaml', 'dotenv', 'docker', 'shell', 'tfvars', 'env-schema'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
