import { type ConfigName, type ConfigTag, parseServiceName, parseTenantId } from '@leasehold/domain';
import fc from 'fast-check';
import type { Change } from '../src/change.ts';

const letters = [...'abcXYZ019'];
const inner = [...letters, '_', '-'];

function text(first: readonly string[], rest: readonly string[], least: number, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...first), fc.array(fc.constantFrom(...rest), { minLength: least - 1, maxLength: most - 1 }))
    .map(([head, tail]) => head + tail.join(''));
}

/** Any change that can be stored: shared configuration is in the table alone. */
export const anyChange: fc.Arbitrary<Change> = fc
  .record({
    tenant: text(letters, inner, 2, 63).map((each) => parseTenantId(each)),
    service: fc.option(
      text(letters, inner, 1, 63).map((each) => parseServiceName(each)),
      { nil: null },
    ),
    name: text([...inner, '.'], [...inner, '.'], 1, 128).filter((each) => each !== '.' && each !== '..'),
    tag: fc.constantFrom<ConfigTag>('tenant_config', 'param_config'),
  })
  .map(({ tenant, service, name, tag }) => ({
    tenant,
    service,
    key: { tag: service === null ? 'tenant_config' : tag, name: name as ConfigName },
  }));
