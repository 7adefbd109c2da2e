import assert from 'node:assert/strict';
import { type ConfigName, isConfigName } from '@leasehold/domain';
import type { ConfigWrite } from '@leasehold/storage';

export function name(text: string): ConfigName {
  assert.ok(isConfigName(text));
  return text;
}

/** A write of Ann's. */
export function write(value: string, expectedVersion: number, more: Partial<ConfigWrite> = {}): ConfigWrite {
  return { value, contentType: 'application/json', sensitivity: 'normal', author: 'ann', expectedVersion, ...more };
}
