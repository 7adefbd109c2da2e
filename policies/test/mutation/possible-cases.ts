import fc from 'fast-check';
import { judgeFile } from '../../src/cases/judge-case.ts';
import type { CaseFile, PolicyCase } from '../../src/cases/policy-case.ts';
import type { PolicySet } from '../../src/index.ts';
import { exchanges } from './possible-exchanges.ts';
import { callers, tags } from './possible-names.ts';
import { requests } from './possible-requests.ts';

type Kind = CaseFile['kind'];

/** Cases of every kind, drawn at random, with the effect that the documents as shipped give them. */
export async function possibleCases(
  sets: readonly PolicySet[],
  many: number,
  seed: number,
): Promise<readonly CaseFile[]> {
  const asks = await requests(sets);
  const role = fc.constantFrom('reader', 'writer');
  const mode = fc.boolean();
  const scope = fc.option(
    fc.record({ tenant: fc.constantFrom('acme', 'globex'), service: fc.constantFrom('orders', null) }),
  );
  const one = asks.map((ask) => [ask]);
  const caller = fc.record({ arn: callers, tags });
  const holder = fc.constantFrom(
    { provider: 'arn:aws:iam::111122223333:oidc-provider/login.example.com/tenants', audience: 'console' },
    { provider: 'arn:aws:iam::111122223333:oidc-provider/login.example.com', audience: 'console' },
  );
  const fence = (ask: fc.Arbitrary<typeof asks extends fc.Arbitrary<infer T> ? T : never>) =>
    fc.record({ assumeRoleTrust: mode, caller, ask });
  const ofTable = asks.filter(({ resource }) =>
    /^arn:aws:dynamodb:eu-west-1:111122223333:table.leasehold-config(\/|$)/.test(resource),
  );
  const ofKey = asks.filter(
    ({ action, resource }) =>
      action.startsWith('kms:') &&
      resource.endsWith(':key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d') &&
      resource.includes(':eu-west-1:111122223333:'),
  );
  const shapes: Partial<Record<Kind, fc.Arbitrary<object>>> = {
    session: fc.record({
      session: fc.record({ role, tags, sessionPolicy: scope, roleAllowsEverything: mode }),
      asks: one,
    }),
    boundary: fc.record({ session: fc.record({ role, tags }), asks: one }),
    task: fc.record({ assumeRoleTrust: mode, alsoAllowedEverything: mode, ask: asks }),
    key: fc.record({ caller, withoutOwnPolicy: mode, ask: ofKey }),
    table: fc.record({ caller, ask: ofTable }),
    scp: fence(asks),
    rcp: fc.oneof(
      fence(asks),
      fc.record({
        assumeRoleTrust: mode,
        caller: holder,
        ask: fc.record({
          action: fc.constant('sts:AssumeRoleWithWebIdentity'),
          resource: callers.filter((arn) => arn.includes(':role/')),
          context: fc.constant({}),
        }),
      }),
    ),
    trust: fc.record({ role, assumeRoleTrust: mode, exchange: exchanges }),
    service: fc
      .record({
        account: fc.constantFrom('111122223333', '999988887777', '111122223334'),
        region: fc.constantFrom('eu-west-1', 'us-east-1'),
        service: fc.constantFrom('ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'),
      })
      .map(({ account, region, service }) => ({
        service,
        context: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:aws:ecs:${region}:${account}:task/leasehold/01`,
        },
      })),
  };
  return Object.entries(shapes).map(([kind, shape]) => {
    const drawn = fc.sample(shape, { numRuns: many, seed });
    return {
      kind,
      topic: 'drawn at random',
      cases: drawn.flatMap((half, index) => settled(kind as Kind, half, index)),
    } as unknown as CaseFile;
  });
}

/** The case with its effect; none where it hangs on what AWS does not say. */
function settled(kind: Kind, half: object, index: number): readonly PolicyCase[] {
  return (['allow', 'explicit-deny', 'implicit-deny'] as const).flatMap((expect) => {
    const name = `${index}: ${JSON.stringify(half)}`;
    const one = { ...half, name, expect, decidedBy: ['-'], why: '-' } as unknown as PolicyCase;
    const [verdict] = judgeFile({ kind, topic: '-', cases: [one] } as unknown as CaseFile);
    return verdict?.otherEffect === false ? [one] : [];
  });
}
