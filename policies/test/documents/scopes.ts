import type { SessionScope } from '../../src/index.ts';

export const scopes: readonly SessionScope[] = [
  { access: 'read', service: 'orders' },
  { access: 'read', service: null },
  { access: 'write', service: 'orders' },
  { access: 'write', service: null },
];
