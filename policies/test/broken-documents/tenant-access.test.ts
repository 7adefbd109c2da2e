import { noticedIn } from './noticed.ts';
import { at, both, gone, retyped, tag, without } from './slip-of-the-hand.ts';

noticedIn('tenant-reader', [
  [
    'the Null guard on leading keys is dropped',
    at('ReadOwnItems', without('Null')),
    'GetItem without leading keys is refused',
  ],
  [
    'the Null guard on leading keys is dropped (empty set)',
    at('ReadOwnItems', without('Null')),
    'GetItem with an empty set of leading keys is refused',
  ],
  [
    'the leading key is a bare prefix',
    retyped(`TENANT#${tag}|SERVICE#*`, `TENANT#${tag}*`),
    'a tenant whose name begins with ours is refused (shared)',
  ],
  [
    'ForAllValues becomes ForAnyValue',
    retyped('ForAllValues:StringLike', 'ForAnyValue:StringLike'),
    'a batch that mixes two tenants is refused as a whole',
  ],
  ['the variable is an asterisk', retyped(tag, '*'), "a neighbour's item is refused without any session policy"],
  ['what is not granted is not denied', at('DenyEverythingElse', gone), 'Scan is refused'],
  [
    'the actions are a pattern',
    both(
      at('ReadOwnItems', (statement) => ({ ...statement, Action: ['dynamodb:*'] })),
      at('DenyEverythingElse', gone),
    ),
    'PartiQL select is refused, own leading key or not',
  ],
  [
    'the table ARN takes in its indexes',
    retyped('table/leasehold-config', 'table/leasehold-config*'),
    'a query of an index is refused',
  ],
  [
    'the parameter path ends without a slash',
    retyped(`/${tag}/*`, `/${tag}*`),
    "a listing of the tenant's own root without a slash is refused",
  ],
  [
    'the parameter path takes in twins',
    retyped(`/${tag}/*`, `/${tag}*`),
    'a listing of a tenant whose name begins with ours is refused',
  ],
  [
    'the key is usable directly',
    at('DecryptOwnParameters', without('StringEquals', 'kms:ViaService')),
    'calling the key directly is refused',
  ],
  [
    'the encryption context is not asked for',
    at('DecryptOwnParameters', without('StringLike')),
    "a neighbour's ciphertext is refused",
  ],
  ['other keys are not denied', at('DenyOtherKeys', gone), 'another key is refused'],
  [
    'an untagged session is not denied',
    both(at('DenyWithoutTenantTag', gone), at('DenyShortTenantTag', gone)),
    'a session without a TenantId tag reads no item',
  ],
  [
    'an empty tag is not denied',
    at('DenyShortTenantTag', gone),
    'an empty TenantId tag reads no item, not even of an empty tenant',
  ],
  [
    'a slash in the tag is not denied',
    at('DenyPathInTenantTag', gone),
    'a TenantId tag that holds a slash is refused inside the tenant it points into',
  ],
]);

noticedIn('tenant-writer', [
  [
    'anyone writes shared configuration',
    at('WriteOwnSharedItems', without('StringEquals')),
    "a writer who is not an admin does not write the tenant's shared item",
  ],
]);

noticedIn('session', [
  [
    'the session policy names a prefix',
    both(retyped('ForAllValues:StringEquals', 'ForAllValues:StringLike'), retyped('|SERVICE#orders', '|SERVICE#*')),
    'a session for orders does not read an item of billing',
  ],
  [
    'the session policy lists by a pattern',
    retyped('/acme/orders"', '/acme/*"'),
    'a session for orders does not list billing',
  ],
]);
