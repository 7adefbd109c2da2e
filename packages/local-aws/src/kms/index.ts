export { KeyMaterialError } from './key-material.ts';
export { createKms, type Kms, type Sealing } from './kms.ts';
export type { KmsKey } from './kms-key.ts';
