import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root, workspaceFolders } from '../check/stages.ts';
import { importTable } from './import-table.ts';

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

const tsconfig = (folder: string): { readonly extends: string; readonly include?: readonly string[] } =>
  JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8'));

function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.includes('node_modules'))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(root, folder, path), 'utf8') }));
}

const allSources = workspaceFolders().flatMap(sources);

describe('the workspace', () => {
  it('has exactly the packages of the import table', () => {
    assert.deepEqual(workspaceFolders().sort(), Object.keys(importTable).sort());
  });

  for (const [folder, allowed] of Object.entries(importTable)) {
    it(`${folder} depends on what the table says and nothing else`, () => {
      assert.deepEqual(Object.keys(manifest(folder).dependencies ?? {}).sort(), [...allowed].sort());
    });

    it(`${folder} exports only "."`, () => {
      assert.deepEqual(Object.keys(manifest(folder).exports ?? { '.': '' }), ['.']);
    });

    it(`${folder} takes outside versions from the catalog and workspace packages from the workspace`, () => {
      const { dependencies, devDependencies } = manifest(folder);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.equal(version, name.startsWith('@leasehold/') ? 'workspace:*' : 'catalog:', name);
      }
    });
  }

  it('is typed as a whole by the same rules as each of its folders, and leaves none out', () => {
    const whole = tsconfig('.').include ?? [];
    for (const folder of workspaceFolders()) {
      assert.ok(
        whole.some((included) => folder === included || folder.startsWith(`${included}/`)),
        folder,
      );
      assert.deepEqual(Object.keys(tsconfig(folder)).sort(), ['extends', 'include'], folder);
      assert.match(tsconfig(folder).extends, /^(?:\.\.\/)+tsconfig\.base\.json$/, folder);
    }
    assert.deepEqual(Object.keys(tsconfig('.')).sort(), ['extends', 'include']);
  });

  it('the embedded AWS shares no code with the side it checks', () => {
    for (const { path, text } of sources('packages/local-aws/src')) {
      assert.doesNotMatch(text, /@leasehold\/(vending|storage|identity|config-service|domain)/, path);
    }
  });

  for (const [brand, file] of [
    ['VerifiedTenant', 'verified-tenant.ts'],
    ['VerifiedPrincipal', 'verified-principal.ts'],
  ] as const) {
    it(`makes a ${brand} in one file only`, () => {
      const cast = new RegExp(`\\bas ${brand}\\b`);
      const makers = allSources.filter(({ path, text }) => path.includes('/src/') && cast.test(text));
      assert.deepEqual(
        makers.map(({ path }) => path),
        [join('packages', 'identity', 'src', file)],
      );
    });
  }

  it('knows the container in the composition root only', () => {
    const users = allSources.filter(({ path, text }) => path.includes('/src/') && /from 'inversify'/.test(text));
    assert.ok(users.length > 0);
    for (const { path } of users) {
      assert.ok(path.startsWith(join('packages', 'config-service', 'src', 'composition')), path);
    }
  });

  it('has no request message with a tenant field', () => {
    const proto = readFileSync(join(root, 'packages/contract/proto/leasehold/config/v1/config.proto'), 'utf8');
    const fields = proto.split('\n').filter((line) => /^\s+\S+ \S+ = \d+;/.test(line));
    assert.ok(fields.length > 20);
    for (const line of fields) assert.doesNotMatch(line, /tenant(?!_config)/i);
  });

  it('leaves nothing focused, skipped or asleep in the tests', () => {
    const asleep = /\b(?:it|describe)\.(?:only|skip)\(|setTimeout\(\s*(?:resolve|r|done)\b|timers\/promises/;
    for (const { path, text } of allSources) {
      if (!path.endsWith('.test.ts') || path.includes('workspace.test')) continue;
      assert.doesNotMatch(text, asleep, path);
    }
  });
});
