import { UnauthenticatedError } from '@leasehold/domain';
import type { CallerProof } from './caller-proof.ts';

/** Nobody may call: of an instance without a refresh port. */
export const noCallers: CallerProof = {
  prove: () => Promise.reject(new UnauthenticatedError('principal')),
  prepare: () => Promise.resolve(),
};
