import { localDeployment } from '@leasehold/policies';
import { logLevels } from '../logging/service-log.ts';
import { issuersVariable } from './issuers.ts';
import { oneOf, optionalNames, optionalText, optionalWholeNumber, text, wholeNumber, yesNo } from './variable.ts';

const kib = 1024;
const mib = 1024 * kib;
const path = /^[^\0]{1,4096}$/;
const host = /^[A-Za-z0-9.:_-]{1,253}$/;
const roleName = /^[A-Za-z0-9+=,.@_-]{1,64}$/;

/** Every setting there is, in the order of the README's table. No other `LEASEHOLD_` variable is accepted. */
export const variables = {
  LEASEHOLD_GRPC_HOST: text('Address to listen on', host, 'a host name or IP address', '127.0.0.1'),
  LEASEHOLD_GRPC_PORT: wholeNumber('Port to listen on; 0 is any free one', { least: 0, most: 65_535 }, 50_051),
  LEASEHOLD_TLS_CERT_FILE: optionalText('Certificate chain, PEM', path, 'a path'),
  LEASEHOLD_TLS_KEY_FILE: optionalText('Private key, PEM', path, 'a path'),
  LEASEHOLD_TLS_CLIENT_CA_FILE: optionalText(
    'CA of client certificates, PEM: with it, every client must have one (mTLS)',
    path,
    'a path',
  ),
  LEASEHOLD_METRICS_HOST: text(
    'Address of the metrics endpoint, which is plain HTTP',
    host,
    'a host name or IP address',
    '127.0.0.1',
  ),
  LEASEHOLD_METRICS_PORT: optionalWholeNumber('Port of the metrics endpoint; 0 is any free one. None: no endpoint', {
    least: 0,
    most: 65_535,
  }),
  LEASEHOLD_REFRESH_HOST: text('Address of the refresh port', host, 'a host name or IP address', '127.0.0.1'),
  LEASEHOLD_REFRESH_PORT: optionalWholeNumber(
    'Port on which this instance is told what was changed; 0 is any free one. None: it is not told, and values are as old as their time in memory. TLS as on the other port',
    { least: 0, most: 65_535 },
  ),
  LEASEHOLD_REFRESH_ISSUER: optionalText(
    "The AWS account's own token issuer (outbound identity federation), by whose tokens notifier and revoker prove who they are",
    /^https?:\/\/[\x21-\x7e]{1,247}$/,
    'an https URL, or http on a loopback address',
  ),
  LEASEHOLD_REFRESH_AUDIENCE: text(
    'The one audience of those tokens',
    /^[A-Za-z0-9_.:/-]{1,255}$/,
    '1 to 255 of A-Z a-z 0-9 _ . : / -, no audience of a user token',
    localDeployment.refreshAudience,
  ),
  LEASEHOLD_NOTIFIER_ROLE: text('Role that tells of changes', roleName, 'a role name', localDeployment.notifierRole),
  LEASEHOLD_REVOKER: text(
    'Principal that has the revocations read at once',
    /^(role|user)\/[A-Za-z0-9+=,.@_/-]{1,128}$/,
    'role/ or user/ and its name',
    localDeployment.revoker,
  ),
  LEASEHOLD_REFRESH_CLIENT_CA_FILE: optionalText(
    'Instead of the issuer: CA of the certificates by which callers of the refresh port prove who they are, PEM',
    path,
    'a path',
  ),
  LEASEHOLD_REFRESH_CLIENT_NAMES: optionalNames(
    'Subject alternative names of those certificates, DNS names or URIs, exactly',
    /^[A-Za-z0-9][A-Za-z0-9+.:/_~-]{0,254}$/,
    20,
  ),
  LEASEHOLD_ALLOW_PLAINTEXT: yesNo('Listen without TLS on an address that is not loopback', false),
  LEASEHOLD_ISSUERS: issuersVariable,
  LEASEHOLD_AWS_PARTITION: oneOf('AWS partition', ['aws', 'aws-cn', 'aws-us-gov'], 'aws'),
  LEASEHOLD_AWS_REGION: text('AWS region', /^[a-z]{2,3}(-[a-z]+)+-[0-9]$/, 'a region name, such as eu-west-1'),
  LEASEHOLD_AWS_ACCOUNT: text('AWS account', /^[0-9]{12}$/, '12 digits'),
  LEASEHOLD_TABLE: text(
    'DynamoDB table',
    /^[A-Za-z0-9_.-]{3,255}$/,
    '3 to 255 of A-Z a-z 0-9 _ . -',
    localDeployment.table,
  ),
  LEASEHOLD_PARAMETER_ROOT: text(
    'First segment of every parameter path',
    /^(?!aws|ssm)[A-Za-z0-9_.-]{1,63}$/i,
    '1 to 63 of A-Z a-z 0-9 _ . -, not beginning with aws or ssm',
    localDeployment.parameterRoot,
  ),
  LEASEHOLD_READER_ROLE: text('Role of reading sessions', roleName, 'a role name', localDeployment.readerRole),
  LEASEHOLD_WRITER_ROLE: text('Role of writing sessions', roleName, 'a role name', localDeployment.writerRole),
  LEASEHOLD_TASK_ROLE: text("Role of this service's own task", roleName, 'a role name', localDeployment.taskRole),
  LEASEHOLD_REVOCATIONS_POLICY: text(
    'Managed policy on both tenant roles that lists who is revoked',
    /^[A-Za-z0-9_+=,.@-]{1,128}$/,
    'a policy name',
    localDeployment.revocationsPolicy,
  ),
  LEASEHOLD_ATTRIBUTION: oneOf(
    'Whom session name and source identity name. Per user costs a session for each user: see Attribution by user in packages/vending for what else to set',
    ['tenant', 'user'],
    'tenant',
  ),
  LEASEHOLD_PARAMETER_KEY_ID: text(
    'Customer-managed KMS key for SecureString parameters',
    /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'a key id (a UUID, or mrk- and 32 hex digits), no alias and no ARN',
  ),
  LEASEHOLD_AWS_ENDPOINT: optionalText(
    'Endpoint of all AWS services instead of AWS itself',
    /^https?:\/\/[A-Za-z0-9.:[\]-]{1,253}\/?$/,
    'an https URL, or http on a loopback address',
  ),
  LEASEHOLD_SESSION_SECONDS: wholeNumber(
    'Length of a tenant session. Over 3,600 only when no issuer uses assume-role: role chaining ends there',
    { least: 900, most: 43_200, unit: 's' },
    3_600,
  ),
  LEASEHOLD_SESSION_IDLE_SECONDS: wholeNumber(
    'How long a session that nobody uses is kept and renewed',
    { least: 10, most: 86_400, unit: 's' },
    900,
  ),
  LEASEHOLD_STS_FALLBACK_REGION: optionalText(
    'Region whose STS is asked while the one of LEASEHOLD_AWS_REGION is down; the account must have it activated',
    /^[a-z]{2,3}(-[a-z]+)+-[0-9]$/,
    'another region name, such as eu-central-1',
  ),
  LEASEHOLD_STS_CALLS_PER_SECOND: wholeNumber(
    "Calls to STS from this instance in the long run: the account's quota in the region (600/s for AssumeRole), less what other workloads of the account use, divided by the number of instances. 12 instances with the default use all of it up. One tenant has a tenth",
    { least: 1, most: 10_000, unit: 'calls/s' },
    50,
  ),
  LEASEHOLD_STS_BURST: wholeNumber(
    'Calls to STS at once, after a quiet time. All instances that start together may make so many each, and a dozen with the default ten seconds of the quota: divide it as well, to ten times the calls per second or less. One tenant has a tenth',
    { least: 1, most: 100_000, unit: 'calls' },
    500,
  ),
  LEASEHOLD_CREDENTIAL_CACHE_SESSIONS: wholeNumber(
    'Sessions remembered: one for each tenant, role, access and service in use, and each user with LEASEHOLD_ATTRIBUTION user. 2.3 KiB each; one tenant keeps a quarter where others want the rest',
    { least: 1, most: 1_000_000 },
    10_000,
  ),
  LEASEHOLD_TOKEN_CACHE_TOKENS: wholeNumber('Verified tokens remembered', { least: 1, most: 1_000_000 }, 10_000),
  LEASEHOLD_VALUE_CACHE_BYTES: wholeNumber(
    'Value cache, all tenants together',
    { least: 0, most: 16 * 1024 * mib, unit: 'bytes' },
    256 * mib,
  ),
  LEASEHOLD_VALUE_CACHE_TENANT_BYTES: wholeNumber(
    'Value cache, one tenant',
    { least: kib, most: 1024 * mib, unit: 'bytes' },
    16 * mib,
  ),
  LEASEHOLD_TENANT_CONFIG_TTL_MS: wholeNumber(
    'How long a DynamoDB value is served from memory; 0 is never',
    { least: 0, most: 3_600_000, unit: 'ms' },
    30_000,
  ),
  LEASEHOLD_PARAM_CONFIG_TTL_MS: wholeNumber(
    'How long a Parameter Store value is served from memory; 0 is never',
    { least: 0, most: 3_600_000, unit: 'ms' },
    60_000,
  ),
  LEASEHOLD_ABSENT_TTL_MS: wholeNumber(
    'How long "nothing is stored" is served from memory; 0 is never',
    { least: 0, most: 60_000, unit: 'ms' },
    2_000,
  ),
  LEASEHOLD_STALE_MS: wholeNumber(
    'How long beyond that a value is served, told as stale, while AWS cannot be asked; 0 is never',
    { least: 0, most: 3_600_000, unit: 'ms' },
    300_000,
  ),
  LEASEHOLD_REFILLS_PER_SECOND: wholeNumber(
    'Changed keys read ahead, all tenants together, of which one tenant has a quarter; others are read when they are asked for',
    { least: 1, most: 10_000, unit: 'keys/s' },
    200,
  ),
  LEASEHOLD_REFILL_BURST: wholeNumber(
    'Changed keys read ahead at once, after a quiet time',
    { least: 1, most: 100_000, unit: 'keys' },
    400,
  ),
  LEASEHOLD_RECONCILE_MS: wholeNumber(
    'Within this time what is held is compared with the stores once, whatever events were lost',
    { least: 1_000, most: 3_600_000, unit: 'ms' },
    60_000,
  ),
  LEASEHOLD_RECONCILE_QUERIES_PER_SECOND: wholeNumber(
    'Queries for that at DynamoDB, all tenants together; 100 keys each',
    { least: 1, most: 10_000, unit: 'calls/s' },
    100,
  ),
  LEASEHOLD_RECONCILE_PARAMETER_PAGES_PER_SECOND: wholeNumber(
    'Calls of GetParametersByPath for that, all tenants together; 10 keys each. All reads of an account share 40/s by default',
    { least: 1, most: 10_000, unit: 'calls/s' },
    2,
  ),
  LEASEHOLD_MAX_WATCHES: wholeNumber(
    'Watches open at a time on this instance, of which the last quarter is for tenants with less than a hundredth',
    { least: 1, most: 1_000_000 },
    10_000,
  ),
  LEASEHOLD_MAX_WATCHES_PER_TENANT: wholeNumber(
    'Watches of one tenant open at a time on this instance',
    { least: 1, most: 1_000_000 },
    2_000,
  ),
  LEASEHOLD_WATCH_HEARTBEAT_MS: wholeNumber(
    'After this time without a change a watcher is told that the watch is alive',
    { least: 1_000, most: 300_000, unit: 'ms' },
    30_000,
  ),
  LEASEHOLD_MAX_DEADLINE_MS: wholeNumber(
    'Longest time a call may take, whatever its own deadline',
    { least: 100, most: 300_000, unit: 'ms' },
    30_000,
  ),
  LEASEHOLD_MAX_MESSAGE_BYTES: wholeNumber(
    'Largest request',
    { least: 300 * kib, most: 64 * mib, unit: 'bytes' },
    512 * kib,
  ),
  LEASEHOLD_MAX_REPLY_BYTES: wholeNumber(
    'Entries in one batch reply; keys beyond it are answered RESOURCE_EXHAUSTED',
    { least: 512 * kib, most: 64 * mib, unit: 'bytes' },
    3.5 * mib,
  ),
  LEASEHOLD_MAX_CONCURRENT_STREAMS: wholeNumber('Calls at a time on one connection', { least: 1, most: 100_000 }, 256),
  LEASEHOLD_MAX_IN_FLIGHT: wholeNumber(
    'Calls at a time on this instance, of which a tenant that waits for a tenth leaves the last quarter to others; a tenth as many more may wait for their token to be verified',
    { least: 1, most: 1_000_000 },
    10_000,
  ),
  LEASEHOLD_DRAIN_MS: wholeNumber(
    'Time for calls under way to finish after SIGTERM',
    { least: 0, most: 600_000, unit: 'ms' },
    20_000,
  ),
  LEASEHOLD_LOG_LEVEL: oneOf('Least severe log line written', logLevels, 'info'),
} as const;
