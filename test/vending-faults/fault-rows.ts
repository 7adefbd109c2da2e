import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { DamageKind, Fault } from '@leasehold/local-aws';
import { breaker, firstCalls, refusals, renewals } from './call-bounds.ts';
import { type FaultRow, minute, type RowCounts, second } from './fault-row.ts';
import type { FaultWorld } from './fault-world.ts';

/** Five seconds before the advisory window of a session opens, chance being halfway. */
const advisory = 4.5 * minute + 5 * second;
const mandatory = 50 * second;
/** Each resident is renewed once when all is well again, and the newcomer gets its session. */
const wellAgain = ({ residents }: RowCounts): number => residents + 1;

/** `fault` for whatever STS is asked, for as long as the row lasts. */
function sts(fault: Fault): Pick<FaultRow, 'begin' | 'end'> {
  return {
    begin: ({ aws }) => void aws.faults.inject({ service: 'sts', fault, times: Number.POSITIVE_INFINITY }),
    end: ({ aws }) => aws.faults.clear(),
  };
}

/** An endpoint that fails by its own making; what callers see is the same whatever it does. */
function down(name: string, fault: Fault, forMs: number, leftMs = advisory): FaultRow {
  return {
    name,
    leftMs,
    forMs,
    ...sts(fault),
    residents: leftMs > forMs ? ['OK'] : ['OK', 'UNAVAILABLE'],
    newcomer: ['UNAVAILABLE', 'OK'],
    atMost: (counts) => breaker(forMs, counts.residents) + wellAgain(counts),
  };
}

function throttled(name: string, leftMs: number): FaultRow {
  return {
    name,
    leftMs,
    forMs: 30 * second,
    ...sts({ kind: 'throttle' }),
    residents: ['OK'],
    newcomer: ['UNAVAILABLE', 'OK'],
    atMost: (counts) => renewals(30 * second, counts.residents) + firstCalls(30 / 5) + wellAgain(counts),
  };
}

const garbled: readonly (readonly [DamageKind, string])[] = [
  ['truncated-reply', 'half of it'],
  ['cut-off-reply', 'half of it, then a reset'],
  ['html-reply', 'a web page'],
  ['empty-reply', 'nothing'],
  ['hollow-reply', 'no credentials in it'],
  ['blank-credentials', 'empty credentials'],
];

function clockOff(name: string, aheadMs: number, mode: 'web-identity' | 'assume-role'): FaultRow {
  return {
    name,
    leftMs: advisory,
    forMs: 11 * minute,
    aheadMs,
    mode,
    newTokenMs: 15 * minute,
    begin: () => {},
    residents: ['OK'],
    // By a clock that is ahead a token ends so much earlier; by one that is behind it counts so much later.
    newcomer: ['UNAUTHENTICATED', 'OK'],
    // A signed call finds out what AWS's time is by being refused, and so do all that are under way with it.
    atMost: (counts) => wellAgain(counts) * (mode === 'assume-role' ? 2 : 1),
  };
}

/** All faults that the table shows, in its order. */
export const faultRows: readonly FaultRow[] = [
  throttled('STS throttled 30 s, in the advisory window', advisory),
  throttled('STS throttled 30 s, in the mandatory window', mandatory),
  down('STS down 10 min (503)', { kind: 'service-unavailable' }, 10 * minute),
  down('STS down 30 s (500), in the mandatory window', { kind: 'internal-error' }, 30 * second, mandatory),
  {
    ...down('STS slow, 5 s an answer, for 30 s', { kind: 'delay', ms: 5_000 }, 30 * second),
    settings: { requestTimeoutMs: 500 },
    waitAtMostMs: 8 * second,
  },
  {
    ...down(
      'STS slow, 5 s an answer, for 30 s, in the mandatory window',
      { kind: 'delay', ms: 5_000 },
      30 * second,
      mandatory,
    ),
    settings: { requestTimeoutMs: 500 },
    waitAtMostMs: 8 * second,
    staleAtLeast: 20,
  },
  down('STS resets connections, 1 min', { kind: 'reset' }, minute),
  down('STS does it, then resets, 1 min', { kind: 'reset-after' }, minute),
  ...garbled.map(([kind, what]) => down(`STS answers garbled, 1 min: ${what}`, { kind }, minute)),
  {
    name: 'STS gives expired credentials, 1 min',
    leftMs: advisory,
    forMs: minute,
    ...sts({ kind: 'expired-credentials' }),
    residents: ['OK'],
    newcomer: ['UNAVAILABLE', 'OK'],
    atMost: (counts) => renewals(minute, counts.residents) + firstCalls(60 / 5) + wellAgain(counts),
  },
  clockOff('our clock 10 min ahead', 10 * minute, 'web-identity'),
  clockOff('our clock 10 min ahead, by assuming the role', 10 * minute, 'assume-role'),
  clockOff('our clock 10 min behind', -10 * minute, 'web-identity'),
  clockOff('our clock 10 min behind, by assuming the role', -10 * minute, 'assume-role'),
  {
    name: 'tokens expire on their way to STS',
    leftMs: advisory,
    forMs: 15 * second,
    tokensEndMs: 6 * second,
    newcomerFromMs: 5 * second,
    ...sts({ kind: 'delay', ms: 2_500 }),
    residents: ['OK'],
    newcomer: ['UNAUTHENTICATED', 'OK'],
    waitAtMostMs: 2_500,
    // Each held token is refused once, and so is the newcomer's; then theirs serve that come with new ones.
    atMost: (counts) => 2 * wellAgain(counts),
  },
  {
    name: 'JWKS of the issuer down 10 min',
    leftMs: 12 * minute,
    forMs: 10 * minute,
    begin: ({ issuer }) => issuer.setOutage(true),
    end: ({ issuer }) => issuer.setOutage(false),
    residents: ['OK'],
    newcomer: ['UNAVAILABLE', 'OK'],
    atMost: (counts) => renewals(3 * minute, counts.residents) + firstCalls(counts.firstCalls) + wellAgain(counts),
  },
  {
    name: 'role deleted',
    leftMs: 6 * minute,
    forMs: 3 * minute,
    begin: deleteReader,
    residents: ['UNAVAILABLE', 'PERMISSION_DENIED'],
    newcomer: ['PERMISSION_DENIED'],
    endsEarly: 'AWS ended it',
    atMost: ({ residents }) => refusals(4 * minute, residents + 1),
  },
  {
    name: 'trust policy changed',
    leftMs: advisory,
    forMs: 4 * minute,
    begin: distrust,
    residents: ['OK', 'PERMISSION_DENIED'],
    newcomer: ['PERMISSION_DENIED'],
    atMost: ({ residents }) => refusals(5 * minute, residents + 1),
  },
  {
    name: 'session policy too large, 2 min',
    leftMs: advisory,
    forMs: 2 * minute,
    ...sts({ kind: 'packed-policy-too-large' }),
    residents: ['OK'],
    newcomer: ['INTERNAL', 'OK'],
    atMost: (counts) => refusals(2 * minute, counts.residents + 1) + wellAgain(counts),
  },
  {
    name: 'STS not active in the region, 2 min',
    leftMs: advisory,
    forMs: 2 * minute,
    ...sts({ kind: 'region-disabled' }),
    residents: ['OK'],
    newcomer: ['INTERNAL', 'OK'],
    atMost: (counts) => refusals(2 * minute, counts.residents + 1) + wellAgain(counts),
  },
];

async function deleteReader({ iam, deployment: { readerRole: RoleName } }: FaultWorld): Promise<void> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

async function distrust({ iam, deployment: { readerRole: RoleName } }: FaultWorld): Promise<void> {
  const nobody = { Effect: 'Deny', Principal: '*', Action: 'sts:*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [nobody] });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
}
