import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { caseDeployment, type NamedDocument, documents as named } from '../src/cases/case-documents.ts';
import { judgeFile } from '../src/cases/judge-case.ts';
import { loadCases } from '../src/cases/load-cases.ts';
import type { CaseFile } from '../src/cases/policy-case.ts';
import { trustMatrix } from '../src/cases/trust-matrix.ts';
import type { PolicyDocument, PolicyStatement } from '../src/index.ts';

/*
 * Every statement, condition, resource, principal and action of every document is taken away in turn, and some
 * case must come out with another effect. What no case notices must be redundant on purpose, and is listed here with the reason.
 */

const redundant: readonly (readonly [RegExp, string])[] = [
  [
    /\/(?!Deny)\w+: without Null aws:PrincipalTag\/TenantId$/,
    'the variable does not resolve either, and DenyWithoutTenantTag refuses',
  ],
  [/: without Null aws:RequestTag\/(TenantId|UserRole)$/, 'an absent tag equals nothing'],
  [/\/(DecryptOwnParameters|UseKeyForOwnParameters): on any resource$/, 'DenyOtherKeys refuses'],
  [
    /^tenant-(reader|writer|boundary)\/DenyWithoutTenantTag: gone$/,
    'an absent tag is also short: DenyShortTenantTag refuses',
  ],
  [/: without ForAllValues:StringEquals aws:TagKeys$/, 'asked of the exchange and of tagging: either refuses'],
  [/\/(ExchangeTokenOfIssuer[12]|AssumeForTenant): for anyone$/, 'a stranger may not carry tags'],
  [/\/CarryTagsAndSourceIdentity: for anyone$/, 'it allows nothing without the exchange itself'],
  [/^task-role\/OpenTenantSessions: on any resource$/, 'DenyOtherRoles refuses'],
];

interface Loss {
  readonly name: string;
  readonly edit: (statement: PolicyStatement) => PolicyStatement;
}

function lossesOf(statement: PolicyStatement): readonly Loss[] {
  const losses: Loss[] = [{ name: 'gone', edit: inert }];
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const key of Object.keys(keys)) {
      losses.push({ name: `without ${operator} ${key}`, edit: (one) => withoutCondition(one, operator, key) });
    }
  }
  if (statement.Resource !== undefined && statement.Resource !== '*') {
    losses.push({ name: 'on any resource', edit: (one) => ({ ...one, Resource: '*' }) });
  }
  if (statement.Principal !== undefined && statement.Principal !== '*') {
    losses.push({ name: 'for anyone', edit: (one) => ({ ...one, Principal: '*' }) });
  }
  for (const action of (statement.Action?.length ?? 0) > 1 ? (statement.Action ?? []) : []) {
    losses.push({ name: `without ${action}`, edit: (one) => withoutAction(one, action) });
  }
  for (const resource of Array.isArray(statement.Resource) ? (statement.Resource as readonly string[]) : []) {
    losses.push({ name: `not on ${resource}`, edit: (one) => withoutResource(one, resource) });
  }
  return losses;
}

/** The statement, for an action that nobody asks for: the grammar refuses an empty document. */
function inert(statement: PolicyStatement): PolicyStatement {
  const { NotAction: _dropped, ...rest } = statement;
  return { ...rest, Action: ['sts:Nothing'] };
}

function withoutAction(statement: PolicyStatement, action: string): PolicyStatement {
  const left = (statement.Action ?? []).filter((other) => other !== action);
  return left.length === 0 ? inert(statement) : { ...statement, Action: left };
}

function withoutResource(statement: PolicyStatement, resource: string): PolicyStatement {
  const left = [statement.Resource ?? []].flat().filter((other) => other !== resource);
  return left.length === 0 ? inert(statement) : { ...statement, Resource: left };
}

function withoutCondition(statement: PolicyStatement, operator: string, key: string): PolicyStatement {
  const kept = Object.entries(statement.Condition ?? {}).map(([name, keys]) => {
    const left = Object.entries(keys).filter(([other]) => name !== operator || other !== key);
    return [name, Object.fromEntries(left)] as const;
  });
  const Condition = Object.fromEntries(kept.filter(([, keys]) => Object.keys(keys).length > 0));
  const { Condition: _dropped, ...unconditional } = statement;
  return Object.keys(Condition).length === 0 ? unconditional : { ...unconditional, Condition };
}

const files = [...loadCases(), trustMatrix()];

/** The cases in which a document is asked at all. */
function kindOf(name: string): CaseFile['kind'] {
  if (name === 'parameter-key') return 'key';
  if (name === 'task-role') return 'task';
  if (name === 'task-role-trust') return 'service';
  if (name === 'tenant-boundary') return 'boundary';
  if (name === 'tenant-table') return 'table';
  if (name === 'organization-scp') return 'scp';
  if (name === 'organization-rcp') return 'rcp';
  return name.endsWith('-trust') ? 'trust' : 'session';
}

function noticed(name: string, sid: string, loss: Loss): boolean {
  const edit = (document: PolicyDocument): PolicyDocument => ({
    ...document,
    Statement: document.Statement.map((statement) => (statement.Sid === sid ? loss.edit(statement) : statement)),
  });
  // The cases hand the same document in again and again; edited once, it is also compiled once.
  const edited = new Map<PolicyDocument, PolicyDocument>();
  const rewrite = (other: string, document: PolicyDocument) => {
    if (other !== name) return document;
    const known = edited.get(document) ?? edit(document);
    edited.set(document, known);
    return known;
  };
  return files
    .filter(({ kind }) => kind === kindOf(name))
    .some((file) => judgeFile(file, rewrite).some((verdict) => verdict.otherEffect));
}

const usual = caseDeployment(false);
const withRole = caseDeployment(true);
const all: readonly NamedDocument[] = [
  named.role(usual, 'reader'),
  named.role(usual, 'writer'),
  named.session(usual, 'reader', 'acme', 'orders'),
  named.session(usual, 'writer', 'acme', 'orders'),
  named.trust(withRole, 'reader'),
  named.trust(withRole, 'writer'),
  named.task(usual),
  named.task(withRole),
  named.taskTrust(usual),
  named.key(usual),
  named.boundary(usual),
  named.table(usual),
  named.scp(usual),
  named.scp(withRole),
  named.rcp(usual),
  named.rcp(withRole),
];

describe('every line of every document', () => {
  const used = new Set<RegExp>();
  const seen = new Set<string>();

  for (const { name, document } of all) {
    for (const statement of document.Statement) {
      for (const loss of lossesOf(statement)) {
        const what = `${name}/${statement.Sid}: ${loss.name}`;
        if (seen.has(what)) continue;
        seen.add(what);
        const [pattern, reason] = redundant.find(([one]) => one.test(what)) ?? [];
        if (pattern !== undefined) used.add(pattern);
        it(reason === undefined ? `a case notices ${what}` : `no case needs to notice ${what}: ${reason}`, () => {
          assert.equal(noticed(name, statement.Sid, loss), reason === undefined);
        });
      }
    }
  }

  it('is redundant only where the list says so, and the list says nothing else', () => {
    assert.deepEqual(
      redundant.filter(([pattern]) => !used.has(pattern)).map(([pattern]) => pattern.source),
      [],
    );
    assert.ok(seen.size > 150, String(seen.size));
  });
});
