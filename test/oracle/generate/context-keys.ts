/** Which operators fit a key, and what values requests and policies give it. */
export type Family = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn';

export interface ContextKey {
  readonly name: string;
  readonly family: Family;
  /** Whether AWS sends several values (`ArrayOf…` in the Service Authorization Reference). */
  readonly several: boolean;
}

const single = (name: string, family: Family): ContextKey => ({ name, family, several: false });
const several = (name: string): ContextKey => ({ name, family: 'string', several: true });

/** Keys that requests of every service may carry. */
export const globalKeys: readonly ContextKey[] = [
  single('aws:PrincipalTag/TenantId', 'string'),
  single('aws:PrincipalTag/UserRole', 'string'),
  single('aws:username', 'string'),
  single('aws:PrincipalArn', 'arn'),
  single('aws:SourceArn', 'arn'),
  single('aws:SourceIp', 'ip'),
  single('aws:CurrentTime', 'date'),
  single('aws:EpochTime', 'date'),
  single('aws:MultiFactorAuthAge', 'numeric'),
  single('aws:SecureTransport', 'bool'),
  single('aws:UserAgent', 'binary'),
  several('aws:TagKeys'),
  several('aws:CalledVia'),
];

/** Keys of single services: see the scenes. */
export const serviceKeys: readonly ContextKey[] = [
  several('dynamodb:LeadingKeys'),
  several('dynamodb:Attributes'),
  single('dynamodb:ReturnConsumedCapacity', 'string'),
  single('aws:ResourceTag/Stage', 'bool'),
  single('aws:RequestTag/Stage', 'string'),
  single('s3:authType', 'string'),
  single('s3:signatureAge', 'numeric'),
  single('issuer.example:aud', 'string'),
  single('issuer.example:sub', 'string'),
];

/** What a request may carry, by family; the last of each are of no type or of another one. */
export const requestValues: Readonly<Record<Family, readonly string[]>> = {
  string: [
    'acme',
    'acme2',
    'globex',
    'Acme',
    '',
    'a*',
    '*',
    'TENANT#acme',
    'TENANT#acme|SERVICE#orders',
    '$',
    '?',
    'a:b',
    '${aws:username}',
  ],
  numeric: ['0', '1', '10', '9.5', '-3', '010', '10x', 'ten', ''],
  date: [
    '2026-11-25T10:00:00Z',
    '2026-11-25',
    '2026-11-25T12:00:00+02:00',
    '1795600800',
    '2026-11-25T10:00:00',
    '2026-02-30',
    '2026',
    'soon',
  ],
  bool: ['true', 'false', 'TRUE', 'yes'],
  binary: ['QUNNRQ==', 'QUM=', '', 'not base64'],
  ip: [
    '192.0.2.7',
    '192.0.2.8',
    '10.1.2.3',
    '2001:db8::1',
    '2001:0db8:0:0:0:0:0:1',
    '0.0.0.0',
    '::ffff:192.0.2.7',
    'nowhere',
  ],
  arn: [
    'arn:aws:iam::111122223333:role/reader',
    'arn:aws:iam::444455556666:role/reader',
    'arn:aws:sts::111122223333:assumed-role/reader/acme',
    'arn:aws:sqs:eu-west-1:111122223333:acme:queue',
    'arn:aws:iam',
    'acme',
    'urn:aws:iam::111122223333:role/reader',
  ],
};

/** What policies may ask, by family of the operator; all of it loads. */
export const policyValues: Readonly<Record<Family, readonly string[]>> = {
  string: [
    'acme',
    'acme2',
    'globex',
    '',
    'acme*',
    '?cme',
    '*',
    'TENANT#acme',
    'TENANT#${aws:PrincipalTag/TenantId}',
    'TENANT#${aws:PrincipalTag/TenantId}|SERVICE#*',
    '${aws:PrincipalTag/TenantId}',
    '${aws:username}',
    '${AWS:principaltag/tenantid}',
    "${aws:PrincipalTag/TenantId, 'acme'}",
    "${aws:username, 'globex'}",
    "${aws:username, ''}",
    "${aws:username, 'a, b'}",
    "${aws:TagKeys, 'acme'}",
    '${aws:TagKeys}',
    '${*}',
    'a${*}',
    '${?}',
    '${$}',
    '*${aws:PrincipalTag/UserRole}*',
  ],
  numeric: ['0', '1', '10', '9.5', '-3', '+1'],
  date: ['2026-11-25T10:00:00Z', '2026-11-25', '2026-11-25T10:00:00.000+00:00', '1795600800', '2026-11', '1700000000'],
  bool: ['true', 'false'],
  binary: ['QUNNRQ==', 'QUM='],
  ip: [
    '192.0.2.7',
    '192.0.2.0/24',
    '192.0.2.7/32',
    '0.0.0.0/0',
    '10.0.0.0/8',
    '2001:db8::1',
    '2001:db8::/32',
    '::/0',
    '::ffff:0:0/96',
    '192.0.2.128/25',
  ],
  arn: [
    'arn:aws:iam::111122223333:role/reader',
    'arn:aws:iam::*:role/reader',
    'arn:aws:iam::111122223333:role/*',
    'arn:*:*:*:*:*',
    'arn:aws:iam::111122223333:role/${aws:PrincipalTag/UserRole}',
    'arn:aws:iam::${aws:username}:role/reader',
    "arn:aws:sts::111122223333:assumed-role/reader/${aws:PrincipalTag/TenantId, 'acme'}",
    'arn:aws:sqs:*:queue:*:queue',
    'arn:aws:sqs:*:*:acme*',
    'arn:aws:s?s:eu-*:111122223333:a*e',
  ],
};

/** The operators of each family, without prefix and suffix. */
export const operators: Readonly<Record<Family, readonly string[]>> = {
  string: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  numeric: compared('Numeric'),
  date: compared('Date'),
  bool: ['Bool'],
  binary: ['BinaryEquals'],
  ip: ['IpAddress', 'NotIpAddress'],
  arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
};

function compared(family: string): readonly string[] {
  const suffixes = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
  return suffixes.map((suffix) => family + suffix);
}
