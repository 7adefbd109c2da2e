import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Deployment } from '../../src/deployment.ts';
import { PolicyError } from '../../src/policy-error.ts';
import { policySet } from '../../src/policy-set.ts';
import { proveCommand } from '../../src/proof/prove-command.ts';
import { renderCommand } from '../../src/review/rendered/render-command.ts';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';
import { renderedSet } from '../../src/review/rendered/rendered-set.ts';

const sample = modeSet('web-identity').deployment;
const mine: Deployment = {
  ...sample,
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  account: '444455556666',
  table: 'settings',
  breakGlass: 'role/emergency/reader',
  issuers: [{ provider: 'idp.example.org', audiences: ['x'] }],
};

describe('The documents of a deployment of one’s own', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-render-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, data: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data));
    return path;
  };
  const render = (deployment: unknown): string => {
    const out = join(folder, 'out');
    renderCommand({ deployment: file('mine.json', deployment), out }, join(folder, 'sample'), () => {});
    return out;
  };
  const proof = async (documents: string, theorem: string) => {
    const lines: string[] = [];
    const status = await proveCommand({ documents, theorems: [theorem] }, { print: (line) => lines.push(line) });
    return { status, text: lines.join('\n') };
  };

  it('are rendered with its names, and read back as the very set that is deployed', () => {
    const out = render(mine);
    const { set, missing } = renderedSet('web-identity', (path) => readFileSync(join(out, path), 'utf8'), mine);
    assert.deepEqual(missing, []);
    assert.deepEqual(set, JSON.parse(JSON.stringify(policySet(mine))));
  });

  it('are proved against its names, whatever the sample is called', async () => {
    const out = render(mine);
    assert.equal((await proof(out, 'isolation by the role policy alone')).status, 0);
    const role = join(out, 'web-identity', 'tenant-reader.json');
    const own = '"TENANT#${aws:PrincipalTag/TenantId}"';
    writeFileSync(role, readFileSync(role, 'utf8').replace(own, '"TENANT#*"'));
    const { status, text } = await proof(out, 'isolation by the role policy alone');
    assert.equal(status, 1);
    assert.match(text, /arn:aws-us-gov:dynamodb:us-gov-west-1:444455556666:table\/settings/);
  });

  it('are refused as a whole when the folder says another mode than the deployment', async () => {
    const out = render(mine);
    file('out/web-identity/deployment.json', { ...mine, assumeRoleTrust: true });
    await assert.rejects(proof(out, 'isolation'), /assumeRoleTrust must be false in this folder/);
  });

  it('are refused without the deployment they were rendered for', async () => {
    const out = render(mine);
    rmSync(join(out, 'web-identity', 'deployment.json'));
    await assert.rejects(proof(out, 'isolation'), /deployment\.json cannot be read.*it is not there/);
  });

  it('never replace documents that are there, which could be the account’s own', () => {
    const out = render(mine);
    const table = join(out, 'web-identity', 'tenant-table.json');
    writeFileSync(table, 'fetched');
    assert.throws(() => render(mine), /web-identity has documents already/);
    assert.equal(readFileSync(table, 'utf8'), 'fetched');
  });

  const withoutTable = Object.fromEntries(Object.entries(mine).filter(([name]) => name !== 'table'));
  const unreadable: readonly (readonly [what: string, data: unknown, rule: RegExp])[] = [
    ['no JSON', '{', /mine\.json cannot be read as a deployment.*: it is not JSON$/],
    ['a member that is missing', withoutTable, /: table: /],
    ['a member that means nothing', { ...mine, tabel: 'settings' }, /tabel/],
    ['a name that would widen every policy', { ...mine, table: 'set*' }, /^table: 3-255 of/],
  ];
  for (const [what, data, rule] of unreadable) {
    it(`are not rendered from ${what}`, () => {
      assert.throws(
        () => render(data),
        (error) => error instanceof PolicyError && rule.test(error.message),
      );
    });
  }

  it('need a deployment and a folder together, so that the sample is not overwritten by mistake', () => {
    const sampleFolder = join(folder, 'sample');
    const alone = [{ deployment: file('mine.json', mine) }, { out: join(folder, 'out') }];
    for (const request of alone) {
      assert.throws(() => renderCommand(request, sampleFolder, () => {}), /--deployment FILE and --out FOLDER/);
    }
    const missing = { deployment: join(folder, 'no.json'), out: join(folder, 'out') };
    assert.throws(() => renderCommand(missing, sampleFolder, () => {}), /no\.json cannot be read/);
  });
});
