import { isLoopbackHost, systemClock } from '@leasehold/domain';
import { createVerifier, IssuerSettingsError, type TrustedIssuerSettings } from '@leasehold/identity';
import { type Deployment, DeploymentGrammarError, localDeployment, safeDeployment } from '@leasehold/policies';
import type { TransportSecurity } from '../edge/server-credentials.ts';
import { issuerUrl } from './issuers.ts';
import { readVariables, type Values } from './read-variables.ts';
import { refreshPortSettings, refreshProblems } from './refresh-settings.ts';
import type { Settings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/** The environment as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every setting. @throws SettingsError with every problem there is, not just the first. */
export function readSettings(environment: Environment): Settings {
  const { values, problems } = readVariables(environment);
  const together = [...problems, ...contradictions(values)];
  if (together.length > 0) throw new SettingsError(together);
  const settings = settingsOf(values as Values);
  holdDeployment(settings.deployment);
  return settings;
}

/** The policies' own grammar has the last word: a name that could widen a policy stops the start. @throws SettingsError */
function holdDeployment(deployment: Deployment): void {
  try {
    safeDeployment(deployment);
  } catch (error) {
    if (!(error instanceof DeploymentGrammarError)) throw error;
    throw new SettingsError([`the deployment's ${error.field}, as these settings make it: ${error.rule}`]);
  }
}

/** What no single variable can show. Looks only at those that were read. */
function contradictions(values: Partial<Values>): readonly string[] {
  return [
    ...transportProblems(values),
    ...refreshProblems(values),
    ...issuerProblems(values),
    ...awsProblems(values),
    ...fallbackProblems(values),
    ...cacheProblems(values),
  ];
}

function transportProblems(values: Partial<Values>): readonly string[] {
  const problems: string[] = [];
  const cert = typeof values.LEASEHOLD_TLS_CERT_FILE === 'string';
  const key = typeof values.LEASEHOLD_TLS_KEY_FILE === 'string';
  if (cert !== key) {
    const [set, missing] = cert ? ['CERT', 'KEY'] : ['KEY', 'CERT'];
    problems.push(`LEASEHOLD_TLS_${missing}_FILE: required because LEASEHOLD_TLS_${set}_FILE is set`);
  }
  if (!cert && !key && typeof values.LEASEHOLD_TLS_CLIENT_CA_FILE === 'string') {
    problems.push('LEASEHOLD_TLS_CLIENT_CA_FILE: needs LEASEHOLD_TLS_CERT_FILE and LEASEHOLD_TLS_KEY_FILE');
  }
  const host = values.LEASEHOLD_GRPC_HOST;
  const plaintext = !cert && !key;
  if (plaintext && host !== undefined && !isLoopbackHost(host) && values.LEASEHOLD_ALLOW_PLAINTEXT === false) {
    problems.push(
      `LEASEHOLD_GRPC_HOST: ${host} is not loopback, so TLS is required ` +
        '(LEASEHOLD_TLS_CERT_FILE and LEASEHOLD_TLS_KEY_FILE), or LEASEHOLD_ALLOW_PLAINTEXT=true',
    );
  }
  const { LEASEHOLD_METRICS_HOST: metricsHost, LEASEHOLD_METRICS_PORT: metricsPort } = values;
  const hasMetrics = metricsHost !== undefined && typeof metricsPort === 'number';
  if (hasMetrics && !isLoopbackHost(metricsHost) && values.LEASEHOLD_ALLOW_PLAINTEXT === false) {
    problems.push(
      `LEASEHOLD_METRICS_HOST: ${metricsHost} is not loopback, and the metrics endpoint has no TLS: have them scraped on ` +
        'loopback, or set LEASEHOLD_ALLOW_PLAINTEXT=true',
    );
  }
  return problems;
}

/** What identity has against each issuer by itself, or else against all of them together, such as one named twice. */
function issuerProblems(values: Partial<Values>): readonly string[] {
  const issuers = values.LEASEHOLD_ISSUERS ?? [];
  const single = issuers.flatMap((issuer) => refusals([issuer]));
  return single.length > 0 || issuers.length === 0 ? single : refusals(issuers);
}

function refusals(issuers: readonly TrustedIssuerSettings[]): readonly string[] {
  try {
    createVerifier({ issuers, clock: systemClock });
    return [];
  } catch (error) {
    if (error instanceof IssuerSettingsError) return [`LEASEHOLD_ISSUERS: ${error.message}`];
    throw error;
  }
}

function awsProblems(values: Partial<Values>): readonly string[] {
  const problems: string[] = [];
  const endpoint = values.LEASEHOLD_AWS_ENDPOINT;
  if (typeof endpoint === 'string' && !isSafeEndpoint(endpoint)) {
    problems.push('LEASEHOLD_AWS_ENDPOINT: an https URL, or http on a loopback address; credentials travel to it');
  }
  const seconds = values.LEASEHOLD_SESSION_SECONDS;
  if (seconds !== undefined && seconds > 3_600 && values.LEASEHOLD_ISSUERS?.some(assumesRole) === true) {
    // STS fails an AssumeRole from a role's session (role chaining) that asks for more than an hour.
    problems.push(`LEASEHOLD_SESSION_SECONDS: got ${seconds}; at most 3,600 with an issuer in mode assume-role`);
  }
  return problems;
}

function cacheProblems(values: Partial<Values>): readonly string[] {
  const total = values.LEASEHOLD_VALUE_CACHE_BYTES;
  const tenant = values.LEASEHOLD_VALUE_CACHE_TENANT_BYTES;
  if (total === undefined || tenant === undefined || total === 0 || tenant <= total) return [];
  return [`LEASEHOLD_VALUE_CACHE_TENANT_BYTES: got ${tenant}; at most LEASEHOLD_VALUE_CACHE_BYTES, which is ${total}`];
}

/** The fallback is AWS's own endpoint: with another AWS in front, tokens would leave for a place nobody chose. */
function fallbackProblems(values: Partial<Values>): readonly string[] {
  const fallback = values.LEASEHOLD_STS_FALLBACK_REGION;
  if (typeof fallback !== 'string') return [];
  if (fallback === values.LEASEHOLD_AWS_REGION) {
    return ['LEASEHOLD_STS_FALLBACK_REGION: must be another region than LEASEHOLD_AWS_REGION'];
  }
  if (typeof values.LEASEHOLD_AWS_ENDPOINT === 'string') {
    return ['LEASEHOLD_STS_FALLBACK_REGION: not with LEASEHOLD_AWS_ENDPOINT, which is asked for every service'];
  }
  return [];
}

function isSafeEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  return url.protocol === 'https:' || isLoopbackHost(url.hostname);
}

function assumesRole(issuer: TrustedIssuerSettings): boolean {
  return issuer.mode === 'assume-role';
}

function settingsOf(values: Values): Settings {
  const named = deployment(values);
  return {
    edge: {
      host: values.LEASEHOLD_GRPC_HOST,
      port: values.LEASEHOLD_GRPC_PORT,
      security: transportSecurity(values),
      maxMessageBytes: values.LEASEHOLD_MAX_MESSAGE_BYTES,
      maxConcurrentStreams: values.LEASEHOLD_MAX_CONCURRENT_STREAMS,
    },
    refresh: refreshPortSettings(values, named),
    metrics:
      values.LEASEHOLD_METRICS_PORT === null
        ? null
        : { host: values.LEASEHOLD_METRICS_HOST, port: values.LEASEHOLD_METRICS_PORT },
    issuers: values.LEASEHOLD_ISSUERS,
    deployment: named,
    awsEndpoint: values.LEASEHOLD_AWS_ENDPOINT,
    sessionSeconds: values.LEASEHOLD_SESSION_SECONDS,
    sessionIdleMs: values.LEASEHOLD_SESSION_IDLE_SECONDS * 1_000,
    stsFallbackRegion: values.LEASEHOLD_STS_FALLBACK_REGION,
    stsCallsPerSecond: values.LEASEHOLD_STS_CALLS_PER_SECOND,
    stsBurst: values.LEASEHOLD_STS_BURST,
    rememberedSessions: values.LEASEHOLD_CREDENTIAL_CACHE_SESSIONS,
    rememberedTokens: values.LEASEHOLD_TOKEN_CACHE_TOKENS,
    valueCache: {
      maxBytes: values.LEASEHOLD_VALUE_CACHE_BYTES,
      maxBytesPerTenant: values.LEASEHOLD_VALUE_CACHE_TENANT_BYTES,
      ttlMs: {
        tenant_config: values.LEASEHOLD_TENANT_CONFIG_TTL_MS,
        param_config: values.LEASEHOLD_PARAM_CONFIG_TTL_MS,
      },
      absentTtlMs: values.LEASEHOLD_ABSENT_TTL_MS,
      staleMs: values.LEASEHOLD_STALE_MS,
    },
    reconcile: {
      intervalMs: values.LEASEHOLD_RECONCILE_MS,
      callsPerSecond: {
        tenant_config: values.LEASEHOLD_RECONCILE_QUERIES_PER_SECOND,
        param_config: values.LEASEHOLD_RECONCILE_PARAMETER_PAGES_PER_SECOND,
      },
    },
    refills: { perSecond: values.LEASEHOLD_REFILLS_PER_SECOND, burst: values.LEASEHOLD_REFILL_BURST },
    watch: {
      maxWatches: values.LEASEHOLD_MAX_WATCHES,
      maxWatchesPerTenant: values.LEASEHOLD_MAX_WATCHES_PER_TENANT,
      heartbeatMs: values.LEASEHOLD_WATCH_HEARTBEAT_MS,
    },
    maxDeadlineMs: values.LEASEHOLD_MAX_DEADLINE_MS,
    maxReplyBytes: values.LEASEHOLD_MAX_REPLY_BYTES,
    maxInFlight: values.LEASEHOLD_MAX_IN_FLIGHT,
    drainMs: values.LEASEHOLD_DRAIN_MS,
    logLevel: values.LEASEHOLD_LOG_LEVEL,
  };
}

function transportSecurity(values: Values): TransportSecurity {
  const { LEASEHOLD_TLS_CERT_FILE: certPath, LEASEHOLD_TLS_KEY_FILE: keyPath } = values;
  const clientCaPath = values.LEASEHOLD_TLS_CLIENT_CA_FILE;
  if (certPath === null || keyPath === null) return { kind: 'plaintext' };
  return clientCaPath === null ? { kind: 'tls', certPath, keyPath } : { kind: 'mtls', certPath, keyPath, clientCaPath };
}

/** This service builds session policies alone, and none names who provisions, revokes or breaks the glass: no settings for them. */
function deployment(values: Values): Deployment {
  const { boundaryPolicy, deployer, breakGlass, revoker } = localDeployment;
  const { notifierFunction, failureQueue, namespace, discoveryService } = localDeployment;
  return {
    boundaryPolicy,
    deployer,
    breakGlass,
    revoker,
    notifierRole: values.LEASEHOLD_NOTIFIER_ROLE,
    notifierFunction,
    failureQueue,
    refreshAudience: values.LEASEHOLD_REFRESH_AUDIENCE,
    namespace,
    discoveryService,
    revocationsPolicy: values.LEASEHOLD_REVOCATIONS_POLICY,
    attribution: values.LEASEHOLD_ATTRIBUTION,
    partition: values.LEASEHOLD_AWS_PARTITION,
    region: values.LEASEHOLD_AWS_REGION,
    account: values.LEASEHOLD_AWS_ACCOUNT,
    table: values.LEASEHOLD_TABLE,
    parameterRoot: values.LEASEHOLD_PARAMETER_ROOT,
    readerRole: values.LEASEHOLD_READER_ROLE,
    writerRole: values.LEASEHOLD_WRITER_ROLE,
    taskRole: values.LEASEHOLD_TASK_ROLE,
    parameterKeyId: values.LEASEHOLD_PARAMETER_KEY_ID,
    issuers: values.LEASEHOLD_ISSUERS.filter((issuer) => !assumesRole(issuer)).map((issuer) => ({
      provider: issuerUrl(issuer).replace(/^https?:\/\//, ''),
      audiences: issuer.kind === 'cognito' ? issuer.clientIds : issuer.audiences,
      ...(issuer.tenants === undefined ? {} : { tenants: issuer.tenants }),
    })),
    assumeRoleTrust: values.LEASEHOLD_ISSUERS.some(assumesRole),
  };
}
