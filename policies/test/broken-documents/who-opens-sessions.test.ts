import { noticedIn } from './noticed.ts';
import { at, both, gone, retyped, without } from './slip-of-the-hand.ts';

const anyProvider = {
  Federated: [
    'arn:aws:iam::111122223333:oidc-provider/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01',
    'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  ],
};

noticedIn('tenant-reader-trust', [
  [
    'the session name is not bound',
    at('ExchangeTokenOfIssuer1', without('StringEquals', 'sts:RoleSessionName')),
    'another session name is refused',
  ],
  [
    'the source identity is not bound',
    at('ExchangeTokenOfIssuer1', without('StringEquals', 'sts:SourceIdentity')),
    'another source identity is refused',
  ],
  [
    'the audience is not asked for',
    at(
      'ExchangeTokenOfIssuer1',
      without('StringEquals', 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01:aud'),
    ),
    'a foreign audience is refused',
  ],
  [
    "an issuer's tenant is taken for a prefix",
    retyped('["acme",', '["acme*",'),
    "a token of a tenant whose name begins with the issuer's is refused",
  ],
  [
    "an issuer's prefix loses its end",
    retyped('"eu-*"', '"eu*"'),
    "a token of a tenant that begins almost as the issuer's prefix is refused",
  ],
  [
    "an issuer's prefix begins anywhere",
    retyped('"eu-*"', '"*eu-*"'),
    "a token of a tenant that holds the issuer's prefix further on is refused",
  ],
  [
    'any tag may be passed',
    both(
      at('ExchangeTokenOfIssuer1', without('ForAllValues:StringEquals')),
      at('CarryTagsAndSourceIdentity', without('ForAllValues:StringEquals', 'aws:TagKeys')),
    ),
    'a further tag is refused',
  ],
  [
    'any provider of the account is trusted',
    both(
      at('ExchangeTokenOfIssuer1', (statement) =>
        without(
          'StringEquals',
          'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01:aud',
        )({ ...statement, Principal: anyProvider }),
      ),
      at('CarryTagsAndSourceIdentity', (statement) => ({
        ...statement,
        Principal: anyProvider,
      })),
    ),
    'a foreign provider is refused',
  ],
  [
    'chaining is not denied',
    both(at('DenyTenantSessions', gone), at('DenyTaggedCallers', gone)),
    "a tenant's session does not open one for another tenant",
  ],
  [
    'tagged callers are not denied',
    at('DenyTaggedCallers', gone),
    'a caller that already carries a TenantId tag is refused, whatever its role',
  ],
]);

noticedIn('tenant-writer-trust', [
  [
    'the caller role is not asked for',
    at('ExchangeTokenOfIssuer1', without('StringEquals', 'aws:RequestTag/UserRole')),
    "a reader's token is refused at the writer role",
  ],
  [
    "an issuer's tenants are not asked for",
    at('ExchangeTokenOfIssuer2', without('StringLike')),
    'a token that names a tenant of the other issuer is refused at the writer role',
  ],
]);

noticedIn('task-role', [
  ['the task role is not kept from data', at('DenyData', gone), 'web-identity: the task role scans nothing'],
  ['the task role is not kept from STS', at('DenySts', gone), 'web-identity: the task role assumes no tenant role'],
]);

noticedIn('notifier-role', [
  [
    'the notifier is kept from data alone by what is not allowed',
    at('DenyEverythingElse', gone),
    'the notifier reads no item, whatever is attached to it',
  ],
  [
    'the notifier may read every stream',
    both(at('DenyOtherStreams', gone), retyped('table/leasehold-config/stream/*', 'table/*')),
    'the notifier reads no other stream, whatever is attached to it',
  ],
  [
    'one audience of several is enough',
    retyped('ForAnyValue:StringNotEquals', 'ForAllValues:StringNotEquals'),
    'the notifier gets no token for another audience, whatever is attached to it',
  ],
]);

noticedIn('notifier-role-trust', [
  [
    'any function runs as the notifier',
    at('RunFunction', without('ArnEquals')),
    'another function does not run as the notifier',
  ],
]);

noticedIn('task-role-trust', [
  [
    'the task role forgets the source account',
    at('RunTasks', ({ Condition: _dropped, ...rest }) => rest),
    'an ECS task of another account does not',
  ],
]);
