export type { IamAccess } from './iam-client.ts';
export { type RevocationChange, RevocationEditor } from './revocation-editor.ts';
export { RevocationError, type RevocationErrorCode } from './revocation-errors.ts';
export { RevocationList, type RevocationState } from './revocation-list.ts';
