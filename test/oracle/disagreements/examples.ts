import type { Pair, RawDocument, RawStatement } from '../pair.ts';
import type { Verdict } from '../verdict.ts';

/** The smallest pair of each class: by its name, what ours says, what the oracle says, and the pair. */
type Example = readonly [string, Verdict, Verdict, Pair];

const session = {
  type: 'AWS',
  arn: 'arn:aws:sts::111122223333:assumed-role/reader/acme',
  account: '111122223333',
  sessionOf: 'arn:aws:iam::111122223333:role/reader',
} as const;
const token = { type: 'Federated', provider: 'arn:aws:iam::111122223333:oidc-provider/issuer.example' } as const;
const everything: RawStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
const object = { principal: session, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/a', context: {} };
const invoke = {
  ...object,
  action: 'lambda:InvokeFunction',
  resource: 'arn:aws:lambda:eu-west-1:111122223333:function:audit:eu',
};
const assume = {
  principal: token,
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: 'arn:aws:iam::111122223333:role/reader',
  context: {},
};

function document(...Statement: readonly RawStatement[]): RawDocument {
  return { Version: '2012-10-17', Statement };
}

/** An Allow of everything under one condition, asked with one context. */
function condition(Condition: RawStatement['Condition'], context: Pair['request']['context']): Pair {
  const identity = [document({ ...everything, ...(Condition && { Condition }) })];
  return { policies: { identity }, request: { ...object, context } };
}

const tag = 'aws:PrincipalTag/T';

export const examples: readonly Example[] = [
  [
    "a custom issuer's keys are keys",
    'allow',
    'implicit-deny',
    {
      policies: {
        trust: document({
          Effect: 'Allow',
          Principal: { Federated: token.provider },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { 'issuer.example:aud': 'app' } },
        }),
      },
      request: { ...assume, context: { 'issuer.example:aud': 'app' } },
    },
  ],
  [
    'no variables before version 2012-10-17',
    'implicit-deny',
    'allow',
    {
      policies: {
        identity: [
          {
            Version: '2008-10-17',
            Statement: [{ ...everything, Condition: { StringEquals: { [tag]: `\${${tag}}` } } }],
          },
        ],
      },
      request: { ...object, context: { [tag]: 'acme' } },
    },
  ],
  [
    'an escape is its character in exact operators too',
    'allow',
    'implicit-deny',
    condition({ StringEquals: { [tag]: 'a${*}' } }, { [tag]: 'a*' }),
  ],
  [
    'an empty value is a value',
    'allow',
    'implicit-deny',
    condition({ StringEquals: { 'aws:username': `<\${${tag}}>` } }, { [tag]: '', 'aws:username': '<>' }),
  ],
  [
    'a default may be empty, or have a comma',
    'allow',
    'implicit-deny',
    condition({ StringEquals: { 'aws:username': `\${${tag}, 'a, b'}` } }, { 'aws:username': 'a, b' }),
  ],
  [
    'a set is no variable, and no default stands in for it',
    'implicit-deny',
    'allow',
    condition(
      { StringEquals: { 'aws:username': "${aws:TagKeys, 'acme'}" } },
      { 'aws:TagKeys': ['x'], 'aws:username': 'acme' },
    ),
  ],
  [
    'an empty set is absent',
    'allow',
    'implicit-deny',
    condition({ Null: { 'aws:TagKeys': 'true' } }, { 'aws:TagKeys': [] }),
  ],
  [
    'an empty text is an empty set to a set operator',
    'allow',
    'implicit-deny',
    condition({ 'ForAllValues:StringEquals': { [tag]: 'acme' } }, { [tag]: '' }),
  ],
  [
    'IfExists holds for ForAnyValue too',
    'allow',
    'implicit-deny',
    condition({ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } }, {}),
  ],
  [
    'an address without a prefix length is that one address',
    'allow',
    'implicit-deny',
    condition({ IpAddress: { 'aws:SourceIp': '2001:db8::1' } }, { 'aws:SourceIp': '2001:0db8:0:0:0:0:0:1' }),
  ],
  [
    'a prefix of no bits is every address',
    'allow',
    'implicit-deny',
    condition({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '192.0.2.7' }),
  ],
  [
    'an IPv4 address inside IPv6 is an IPv6 address',
    'allow',
    'implicit-deny',
    condition({ IpAddress: { 'aws:SourceIp': '::ffff:0:0/96' } }, { 'aws:SourceIp': '::ffff:192.0.2.7' }),
  ],
  [
    'epoch seconds are seconds',
    'allow',
    'implicit-deny',
    condition({ DateLessThan: { 'aws:CurrentTime': '1795600800' } }, { 'aws:CurrentTime': '2026-11-25T09:00:00Z' }),
  ],
  [
    'a value of another type satisfies nothing',
    'implicit-deny',
    'allow',
    condition({ NumericEquals: { 'aws:MultiFactorAuthAge': '10' } }, { 'aws:MultiFactorAuthAge': '10x' }),
  ],
  [
    'a text that is no ARN differs from every ARN',
    'allow',
    'implicit-deny',
    condition({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:iam::*:role/*' } }, { 'aws:SourceArn': 'acme' }),
  ],
  [
    'a text that is no ARN differs from every ARN, in a set',
    'allow',
    'implicit-deny',
    condition({ 'ForAnyValue:ArnNotLike': { 'aws:TagKeys': 'arn:aws:iam::*:role/*' } }, { 'aws:TagKeys': ['acme'] }),
  ],
  [
    'a variable stands for its value before the fifth colon of an ARN operator',
    'allow',
    'implicit-deny',
    condition(
      { ArnEquals: { 'aws:SourceArn': `arn:aws:iam::\${${tag}}:role/r` } },
      { 'aws:SourceArn': 'arn:aws:iam::111122223333:role/r', [tag]: '111122223333' },
    ),
  ],
  [
    'a variable without a value leaves a negated ARN operator unmet',
    'implicit-deny',
    'allow',
    condition(
      { ArnNotEquals: { 'aws:SourceArn': `arn:aws:iam::444455556666:role/\${${tag}}` } },
      { 'aws:SourceArn': 'arn:aws:iam::111122223333:role/r' },
    ),
  ],
  [
    'an incomplete ARN is completed, in NotResource too',
    'allow',
    'implicit-deny',
    {
      policies: { identity: [document({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:sqs' })] },
      request: object,
    },
  ],
  [
    'a star at the end of a segment reaches over colons',
    'allow',
    'implicit-deny',
    {
      policies: { identity: [document({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:lambda:*:audit:eu' })] },
      request: invoke,
    },
  ],
  [
    'a wildcard before the first slash or colon of the resource',
    'allow',
    'implicit-deny',
    {
      policies: {
        identity: [
          document({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:lambda:eu-west-1:111122223333:func*:audit:eu' }),
        ],
      },
      request: invoke,
    },
  ],
  [
    'a variable before the first slash of the resource',
    'allow',
    'implicit-deny',
    {
      policies: {
        identity: [
          document({
            Effect: 'Allow',
            Action: '*',
            Resource: 'arn:aws:sqs:eu-west-1:111122223333:${aws:username}-queue',
          }),
        ],
      },
      request: {
        ...object,
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:eu-west-1:111122223333:acme-queue',
        context: { 'aws:username': 'acme' },
      },
    },
  ],
  [
    'a variable without a value leaves NotResource open',
    'implicit-deny',
    'allow',
    {
      policies: {
        identity: [
          document({ Effect: 'Allow', Action: '*', NotResource: `arn:aws:sqs:us-east-1:111122223333:a/\${${tag}}` }),
        ],
      },
      request: object,
    },
  ],
  [
    'a grant to the session itself is not limited by its session policy',
    'allow',
    'implicit-deny',
    {
      policies: {
        session: document({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }),
        resource: document({ ...everything, Principal: { AWS: session.arn } }),
      },
      request: object,
    },
  ],
  [
    'everyone is limited by a boundary, like a role',
    'implicit-deny',
    'allow',
    {
      policies: {
        boundary: document({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }),
        resource: document({ ...everything, Principal: '*' }),
      },
      request: object,
    },
  ],
  [
    'who brings a web identity is no principal of the account',
    'implicit-deny',
    'explicit-deny',
    {
      policies: { trust: document({ Effect: 'Deny', Principal: { AWS: '111122223333' }, Action: 'sts:*' }) },
      request: assume,
    },
  ],
  [
    'NotPrincipal spares a session only with its role and its account',
    'explicit-deny',
    'allow',
    {
      policies: {
        identity: [document(everything)],
        resource: document({ Effect: 'Deny', NotPrincipal: { AWS: session.sessionOf }, Action: '*', Resource: '*' }),
      },
      request: object,
    },
  ],
];
