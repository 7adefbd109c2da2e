import { isLoopbackHost, systemClock } from '@leasehold/domain';
import { createPrincipalVerifier, IssuerSettingsError } from '@leasehold/identity';
import { type Deployment, principalArn, roleArn } from '@leasehold/policies';
import type { RefreshCallers, RefreshPortSettings } from '../refresh/refresh-port.ts';
import { issuerUrl } from './issuers.ts';
import type { Values } from './read-variables.ts';

/** What is wrong with the variables of the refresh port taken together. Looks only at those that were read. */
export function refreshProblems(values: Partial<Values>): readonly string[] {
  if (values.LEASEHOLD_REFRESH_PORT === null) return withoutPort(values);
  if (values.LEASEHOLD_REFRESH_PORT === undefined) return [];
  return [...proofProblems(values), ...issuerProblems(values), ...certificateProblems(values), ...hostProblems(values)];
}

function withoutPort(values: Partial<Values>): readonly string[] {
  const set = (
    ['LEASEHOLD_REFRESH_ISSUER', 'LEASEHOLD_REFRESH_CLIENT_CA_FILE', 'LEASEHOLD_REFRESH_CLIENT_NAMES'] as const
  ).filter((name) => (values[name] ?? null) !== null);
  return set.map((name) => `${name}: needs LEASEHOLD_REFRESH_PORT`);
}

/** One proof, so that it is known by which a caller came. Without one the port would be open to nobody, or to everybody. */
function proofProblems(values: Partial<Values>): readonly string[] {
  const { LEASEHOLD_REFRESH_ISSUER: issuer, LEASEHOLD_REFRESH_CLIENT_CA_FILE: ca } = values;
  if (issuer === undefined || ca === undefined) return [];
  if ((issuer === null) !== (ca === null)) return [];
  return [
    'LEASEHOLD_REFRESH_PORT: callers prove who they are either by tokens (LEASEHOLD_REFRESH_ISSUER) or by certificates ' +
      '(LEASEHOLD_REFRESH_CLIENT_CA_FILE and LEASEHOLD_REFRESH_CLIENT_NAMES): exactly one is required',
  ];
}

function issuerProblems(values: Partial<Values>): readonly string[] {
  const { LEASEHOLD_REFRESH_ISSUER: issuer, LEASEHOLD_ISSUERS: issuers = [] } = values;
  if (typeof issuer !== 'string') return [];
  if (issuers.some((each) => issuerUrl(each) === issuer)) {
    return ["LEASEHOLD_REFRESH_ISSUER: must not be an issuer of users' tokens (LEASEHOLD_ISSUERS)"];
  }
  const anyone = 'arn:aws:iam::111122223333:role/any';
  try {
    createPrincipalVerifier({ issuer, audience: 'any', callers: [anyone], clock: systemClock });
    return [];
  } catch (error) {
    if (error instanceof IssuerSettingsError) return [`LEASEHOLD_REFRESH_ISSUER: ${error.message}`];
    throw error;
  }
}

function certificateProblems(values: Partial<Values>): readonly string[] {
  const { LEASEHOLD_REFRESH_CLIENT_CA_FILE: ca, LEASEHOLD_REFRESH_CLIENT_NAMES: names } = values;
  if (ca === undefined || names === undefined) return [];
  const problems: string[] = [];
  if ((ca === null) !== (names === null)) {
    const [set, missing] = ca === null ? ['CLIENT_NAMES', 'CLIENT_CA_FILE'] : ['CLIENT_CA_FILE', 'CLIENT_NAMES'];
    problems.push(`LEASEHOLD_REFRESH_${missing}: required because LEASEHOLD_REFRESH_${set} is set`);
  }
  if (ca !== null && values.LEASEHOLD_TLS_CERT_FILE === null) {
    problems.push('LEASEHOLD_REFRESH_CLIENT_CA_FILE: needs LEASEHOLD_TLS_CERT_FILE and LEASEHOLD_TLS_KEY_FILE');
  }
  return problems;
}

function hostProblems(values: Partial<Values>): readonly string[] {
  const { LEASEHOLD_REFRESH_HOST: host, LEASEHOLD_TLS_CERT_FILE: cert, LEASEHOLD_ALLOW_PLAINTEXT: allowed } = values;
  if (host === undefined || cert !== null || isLoopbackHost(host) || allowed !== false) return [];
  return [
    `LEASEHOLD_REFRESH_HOST: ${host} is not loopback, so TLS is required (LEASEHOLD_TLS_CERT_FILE and ` +
      'LEASEHOLD_TLS_KEY_FILE), or LEASEHOLD_ALLOW_PLAINTEXT=true',
  ];
}

/** The refresh port, once nothing is wrong with it; `null` without one. */
export function refreshPortSettings(values: Values, deployment: Deployment): RefreshPortSettings | null {
  const { LEASEHOLD_REFRESH_HOST: host, LEASEHOLD_REFRESH_PORT: port } = values;
  const callers = refreshCallers(values, deployment);
  if (port === null || callers === null) return null;
  const { LEASEHOLD_TLS_CERT_FILE: certPath, LEASEHOLD_TLS_KEY_FILE: keyPath } = values;
  const clientCaPath = values.LEASEHOLD_REFRESH_CLIENT_CA_FILE;
  if (certPath === null || keyPath === null) return { host, port, callers, security: { kind: 'plaintext' } };
  if (clientCaPath === null) return { host, port, callers, security: { kind: 'tls', certPath, keyPath } };
  return { host, port, callers, security: { kind: 'mtls', certPath, keyPath, clientCaPath } };
}

function refreshCallers(values: Values, deployment: Deployment): RefreshCallers | null {
  const { LEASEHOLD_REFRESH_ISSUER: issuer, LEASEHOLD_REFRESH_CLIENT_NAMES: names } = values;
  if (names !== null) return { kind: 'mtls', names };
  if (issuer === null) return null;
  return {
    kind: 'jwt',
    issuer,
    audience: deployment.refreshAudience,
    notifier: roleArn(deployment, deployment.notifierRole),
    revoker: principalArn(deployment, values.LEASEHOLD_REVOKER),
  };
}
