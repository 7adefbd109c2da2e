import { z } from 'zod';

/** The environment as a function has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the settings: a line a problem, each naming its variable. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`bad settings: ${problems.join('; ')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** A variable: what it may be in words, and how it is read. Without `fallback` it is required. */
interface Variable<T> {
  readonly allowed: string;
  readonly schema: z.ZodType<T, string>;
  readonly fallback?: T;
}

const path: Variable<string | null> = { allowed: 'a path', schema: z.string().min(1).max(4_096), fallback: null };
const text = (allowed: string, grammar: RegExp): Variable<string> => ({ allowed, schema: z.string().regex(grammar) });

const variables = {
  LEASEHOLD_NAMESPACE: text('the name of a Cloud Map namespace', /^[\x21-\x7e]{1,1024}$/),
  LEASEHOLD_DISCOVERY_SERVICE: text('the name of a Cloud Map service', /^[A-Za-z0-9_.-]{1,127}$/),
  LEASEHOLD_PARAMETER_ROOT: text('the first segment of parameter paths', /^(?!aws|ssm)[A-Za-z0-9_.-]{1,63}$/i),
  LEASEHOLD_REFRESH_AUDIENCE: {
    ...text('the audience of tokens, unless there is a client certificate', /^[A-Za-z0-9_.:/-]{1,255}$/),
    fallback: null,
  } as Variable<string | null>,
  LEASEHOLD_TRANSPORT: {
    allowed: 'tls, plaintext-loopback',
    schema: z.enum(['tls', 'plaintext-loopback']),
    fallback: 'tls',
  } as Variable<'tls' | 'plaintext-loopback'>,
  LEASEHOLD_TLS_SERVER_NAME: {
    ...text("the name in the instances' certificates", /^[A-Za-z0-9.-]{1,253}$/),
    fallback: null,
  } as Variable<string | null>,
  LEASEHOLD_TLS_CA_FILE: path,
  LEASEHOLD_TLS_CLIENT_CERT_FILE: path,
  LEASEHOLD_TLS_CLIENT_KEY_FILE: path,
  LEASEHOLD_CALL_DEADLINE_MS: {
    allowed: '50 to 60,000 ms',
    schema: z
      .string()
      .regex(/^[0-9]{2,5}$/)
      .transform(Number)
      .pipe(z.number().min(50).max(60_000)),
    fallback: 2_000,
  } as Variable<number>,
};

type Values = { readonly [N in keyof typeof variables]: (typeof variables)[N] extends Variable<infer T> ? T : never };

/** All that the notifier is told, but for what Lambda tells every function. */
export interface Settings {
  readonly namespace: string;
  readonly discoveryService: string;
  readonly parameterRoot: string;
  /** `null`: instances know this function by its certificate. */
  readonly audience: string | null;
  readonly transport:
    | { readonly kind: 'plaintext-loopback' }
    | {
        readonly kind: 'tls';
        readonly serverName: string;
        readonly caFile: string | null;
        readonly own: { readonly certFile: string; readonly keyFile: string } | null;
      };
  readonly callMs: number;
  /** Another endpoint than AWS's own is set by the SDK's own variables; names of hosts are then not to be changed. */
  readonly isAwsElsewhere: boolean;
}

/** Reads and checks every setting. @throws SettingsError with every problem there is */
export function readSettings(environment: Environment): Settings {
  const problems = Object.keys(environment)
    .filter((name) => name.startsWith('LEASEHOLD_') && !Object.hasOwn(variables, name))
    .map((name) => `${name}: there is no such setting`);
  const values: Record<string, unknown> = {};
  for (const [name, { allowed, schema, fallback }] of Object.entries<Variable<unknown>>(variables)) {
    const given = environment[name] ?? '';
    if (given === '') {
      if (fallback === undefined) problems.push(`${name}: required; ${allowed}`);
      values[name] = fallback;
      continue;
    }
    const read = schema.safeParse(given);
    if (read.success) values[name] = read.data;
    else problems.push(`${name}: got a text of ${given.length} characters; allowed: ${allowed}`);
  }
  if (problems.length > 0) throw new SettingsError(problems);
  const isAwsElsewhere = sdkEndpoints.some((name) => (environment[name] ?? '') !== '');
  return { ...settingsOf(values as Values), isAwsElsewhere };
}

/** AWS SDKs and Tools reference guide, "Service-specific endpoints". */
const sdkEndpoints = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SERVICEDISCOVERY'] as const;

function settingsOf(values: Values): Omit<Settings, 'isAwsElsewhere'> {
  const transport = transportOf(values);
  const audience = values.LEASEHOLD_REFRESH_AUDIENCE;
  const hasCertificate = transport.kind === 'tls' && transport.own !== null;
  if ((audience === null) !== hasCertificate) {
    throw new SettingsError([
      'LEASEHOLD_REFRESH_AUDIENCE: exactly one is required, an audience or a client certificate ' +
        '(LEASEHOLD_TLS_CLIENT_CERT_FILE and LEASEHOLD_TLS_CLIENT_KEY_FILE)',
    ]);
  }
  return {
    namespace: values.LEASEHOLD_NAMESPACE,
    discoveryService: values.LEASEHOLD_DISCOVERY_SERVICE,
    parameterRoot: values.LEASEHOLD_PARAMETER_ROOT,
    audience,
    transport,
    callMs: values.LEASEHOLD_CALL_DEADLINE_MS,
  };
}

function transportOf(values: Values): Settings['transport'] {
  const { LEASEHOLD_TLS_SERVER_NAME: serverName, LEASEHOLD_TLS_CA_FILE: caFile } = values;
  const { LEASEHOLD_TLS_CLIENT_CERT_FILE: certFile, LEASEHOLD_TLS_CLIENT_KEY_FILE: keyFile } = values;
  if (values.LEASEHOLD_TRANSPORT === 'plaintext-loopback') {
    if (serverName === null && caFile === null && certFile === null && keyFile === null) {
      return { kind: 'plaintext-loopback' };
    }
    throw new SettingsError(['LEASEHOLD_TRANSPORT: plaintext-loopback has no LEASEHOLD_TLS_ settings']);
  }
  if (serverName === null) {
    throw new SettingsError(['LEASEHOLD_TLS_SERVER_NAME: required with LEASEHOLD_TRANSPORT=tls']);
  }
  if (certFile === null && keyFile === null) return { kind: 'tls', serverName, caFile, own: null };
  if (certFile === null || keyFile === null) {
    throw new SettingsError([
      'LEASEHOLD_TLS_CLIENT_CERT_FILE and LEASEHOLD_TLS_CLIENT_KEY_FILE: needed together, or neither',
    ]);
  }
  return { kind: 'tls', serverName, caFile, own: { certFile, keyFile } };
}
