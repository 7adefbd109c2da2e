import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PolicyStatement } from '../../src/policy-document.ts';
import type { DocumentName, PolicySet } from '../../src/policy-set.ts';
import { type MatrixRow, type MatrixSheet, matrix } from '../../src/review/matrix/matrix.ts';
import { type Owner, owners } from '../../src/review/matrix/owner.ts';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';

const sound = modeSet('web-identity');
const sheets = matrix(sound);

function sheet(name: string, of: readonly MatrixSheet[] = sheets): MatrixSheet {
  const found = of.find(({ session }) => `${session.userRole} ${session.policy}` === name);
  assert.ok(found, name);
  return found;
}

function row(of: MatrixSheet, action: string, how: string | null = null): MatrixRow {
  const found = of.rows.find((one) => one.action === action && one.how === how);
  assert.ok(found, action);
  return found;
}

function effects({ cells }: MatrixRow): readonly (string | null)[] {
  return owners.map((owner) => cells[owner]?.effect ?? null);
}

function told(of: MatrixRow, owner: Owner): readonly string[] {
  return (of.cells[owner]?.by ?? []).map(
    ({ statement, missed }) => statement + (missed === null ? '' : ` missed ${missed}`),
  );
}

/** Both fences that hold without a session policy, widened alike. */
function widened(names: readonly DocumentName[]): PolicySet {
  const edit = (statement: PolicyStatement): PolicyStatement =>
    statement.Sid === 'ReadOwnItems'
      ? (JSON.parse(JSON.stringify(statement).replaceAll('TenantId}|SERVICE#*', 'TenantId}*')) as PolicyStatement)
      : statement;
  const documents = names.map((name) => [
    name,
    { ...sound.documents[name], Statement: sound.documents[name].Statement.map(edit) },
  ]);
  return { ...sound, documents: { ...sound.documents, ...Object.fromEntries(documents) } };
}

describe('The matrix of sessions and actions', () => {
  it('has nothing allowed on the data of another tenant, and nothing to a session without a tag', () => {
    for (const { session, rows } of sheets) {
      for (const { action, how, cells } of rows) {
        const what = JSON.stringify([session, action, how]);
        assert.notEqual(cells['other-tenant']?.effect, 'allow', what);
        if (cells['no-tag'] !== null) assert.equal(cells['no-tag'].effect, 'explicit-deny', what);
      }
    }
  });

  it('has every granted action allowed on the own data, and no other action on any', () => {
    for (const { session, rows } of sheets) {
      for (const one of rows) {
        const allowed = effects(one).includes('allow');
        const parameters = !one.action.startsWith('dynamodb:');
        const due = one.granted && one.how === null && !(session.policy === 'shared' && parameters);
        const sharedWrite = session.policy === 'shared' && /:(Put|Update)Item$/.test(one.action);
        assert.equal(
          allowed,
          due && !(sharedWrite && session.userRole !== 'admin'),
          JSON.stringify([session, one.action, one.how]),
        );
      }
    }
  });

  const no = 'implicit-deny';
  const expected: readonly (readonly [session: string, action: string, effects: readonly (string | null)[]])[] = [
    ['reader none', 'dynamodb:Query', ['allow', no, 'allow', 'allow', 'explicit-deny']],
    ['reader service', 'dynamodb:Query', ['allow', no, no, no, 'explicit-deny']],
    ['reader shared', 'dynamodb:Query', [no, no, no, 'allow', 'explicit-deny']],
    ['writer none', 'dynamodb:PutItem', ['allow', no, 'allow', no, 'explicit-deny']],
    ['admin none', 'dynamodb:PutItem', ['allow', no, 'allow', 'allow', 'explicit-deny']],
    ['admin shared', 'dynamodb:PutItem', [no, no, no, 'allow', 'explicit-deny']],
    ['reader none', 'ssm:GetParametersByPath', ['allow', no, 'allow', null, 'explicit-deny']],
    ['writer service', 'kms:Encrypt', ['allow', no, no, null, 'explicit-deny']],
    ['admin none', 'dynamodb:Scan', Array(5).fill('explicit-deny')],
  ];
  for (const [session, action, due] of expected) {
    it(`decides ${action} for ${session} by owner: ${due.map((effect) => effect ?? 'none').join(', ')}`, () => {
      assert.deepEqual(effects(row(sheet(session), action)), due);
    });
  }

  it('says what allowed, one statement a fence, the key policy among them', () => {
    assert.deepEqual(told(row(sheet('writer service'), 'kms:Encrypt'), 'own'), [
      'tenant-writer/UseKeyForOwnParameters',
      'tenant-boundary/UseKeyForOwnParameters',
      'session-write-service/Key',
      'parameter-key/EncryptForTenants',
    ]);
  });

  it('says what denied, or what the nearest statements missed', () => {
    assert.deepEqual(told(row(sheet('reader none'), 'dynamodb:Scan'), 'own'), ['tenant-reader/DenyEverythingElse']);
    assert.deepEqual(told(row(sheet('writer none'), 'dynamodb:PutItem'), 'shared'), [
      'tenant-writer/WriteOwnServiceItems missed dynamodb:LeadingKeys',
      'tenant-writer/WriteOwnSharedItems missed aws:PrincipalTag/UserRole',
    ]);
    assert.deepEqual(told(row(sheet('reader none'), 'kms:Decrypt', 'past Parameter Store'), 'own'), [
      'tenant-reader/DecryptOwnParameters missed kms:ViaService',
    ]);
    assert.deepEqual(told(row(sheet('reader shared'), 'ssm:GetParameter'), 'own'), [
      'session-read-shared missed Action',
    ]);
  });

  it('shows one widened fence held by the other, and both widened as an open door', () => {
    const one = row(sheet('reader none', matrix(widened(['tenant-reader']))), 'dynamodb:GetItem');
    assert.deepEqual(told(one, 'other-tenant'), ['tenant-boundary/ReadOwnItems missed dynamodb:LeadingKeys']);
    const both = matrix(widened(['tenant-reader', 'tenant-boundary']));
    assert.equal(row(sheet('reader none', both), 'dynamodb:GetItem').cells['other-tenant']?.effect, 'allow');
    assert.equal(row(sheet('reader service', both), 'dynamodb:GetItem').cells['other-tenant']?.effect, no);
  });
});
