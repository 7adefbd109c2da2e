import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { DocumentName, PolicyDocument, PolicySet, PolicyStatement } from '../../src/index.ts';
import { proveSet } from '../../src/proof/prove-set.ts';
import { readDocument } from '../../src/review/rendered/read-document.ts';
import { modeSet, type RenderedMode } from '../../src/review/rendered/rendered-files.ts';

export const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config';
export const parameters = 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service';
export const provider = { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.example.com/tenants' };

type Statement = Omit<PolicyStatement, 'Sid'>;
type Changed = Record<DocumentName, PolicyDocument>;

/** A slip that was proved once, although the policy engine allows what the theorem says is never allowed. */
export interface Overlooked {
  readonly what: string;
  readonly theorem: string;
  readonly mode?: RenderedMode;
  change(documents: Changed): void;
}

/** One test a slip. */
export function refutesEach(slips: readonly Overlooked[]): void {
  for (const { what, theorem, mode = 'web-identity', change } of slips) {
    it(what, async () => {
      const [result] = await proveSet(changed(mode, change), { only: [theorem] });
      assert.equal(result?.status, 'refuted', JSON.stringify(result, null, 2));
    });
  }
}

/** Three conditions that no single value meets. */
export const threeValues = (key: string, [a, b, c]: readonly [string, string, string]) => ({
  'ForAnyValue:StringEquals': { [key]: a },
  'ForAnyValue:StringLike': { [key]: b },
  'ForAnyValue:StringEqualsIfExists': { [key]: c },
});

/** Read back as a file is, so that nothing is tried that IAM would not take. */
export function changed(mode: RenderedMode, change: (documents: Changed) => void): PolicySet {
  const { deployment, documents } = modeSet(mode);
  const copy = structuredClone(documents);
  change(copy);
  const read = Object.entries(copy).map(([name, document]) => [
    name,
    readDocument(name as DocumentName, JSON.stringify(document)),
  ]);
  return { deployment, documents: Object.fromEntries(read) as Changed };
}

export function rewrite(names: readonly DocumentName[], by: (statement: PolicyStatement) => PolicyStatement) {
  return (documents: Changed): void => {
    for (const name of names) documents[name] = { ...documents[name], Statement: documents[name].Statement.map(by) };
  };
}

export function add(
  names: readonly DocumentName[],
  statement: Omit<Statement, 'Effect'>,
  Effect: 'Allow' | 'Deny' = 'Allow',
) {
  return (documents: Changed): void => {
    for (const name of names) {
      const { Statement } = documents[name];
      const added = { Sid: `Added${Statement.length}`, Effect, ...statement };
      documents[name] = { ...documents[name], Statement: [...Statement, added] };
    }
  };
}

export function trust(access: 'reader' | 'writer', statement: Omit<Statement, 'Effect'>) {
  return add([`tenant-${access}-trust`], statement);
}

/** Allows an action and takes it out of the denial of everything else. */
export function granting(
  names: readonly DocumentName[],
  action: string,
  statement: Omit<Statement, 'Effect' | 'Action'>,
) {
  return (documents: Changed): void => {
    rewrite(names, (one) =>
      one.Sid === 'DenyEverythingElse' ? { ...one, NotAction: [...(one.NotAction ?? []), action] } : one,
    )(documents);
    add(names, { Action: [action], ...statement })(documents);
  };
}
