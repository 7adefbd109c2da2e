import { createHash } from 'node:crypto';
import type { PolicyDocument } from './policy-document.ts';

/** The document as compact JSON, the text AWS is given. Builders are pure, so the same inputs give the same bytes. */
export function renderPolicy(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** Hex SHA-256 of the rendered text: two sessions with one digest were confined by the same policy. */
export function policyDigest(document: PolicyDocument): string {
  return createHash('sha256').update(renderPolicy(document), 'utf8').digest('hex');
}
