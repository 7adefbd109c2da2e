import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/stages.ts';

/** What the lockfile says of one workspace folder: the names of its dependencies, each with the snapshot it resolves to. */
export type Importers = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Node {
  readonly [name: string]: Node | string;
}

/**
 * Reads the two parts of `pnpm-lock.yaml` that say who depends on whom. The file is written by pnpm alone, two spaces a level,
 * so a reader of indented `name: value` lines is enough; what it does not understand makes it throw.
 */
export function readLockfile(): {
  readonly importers: Importers;
  readonly snapshots: ReadonlyMap<string, readonly string[]>;
} {
  const lockfile = readIndented(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'));
  const importers = new Map(
    Object.entries(below(lockfile, 'importers')).map(([folder, kinds]) => {
      const all = Object.values(asNode(kinds)).flatMap((kind) => Object.entries(asNode(kind)));
      return [folder, new Map(all.map(([name, of]) => [name, `${name}@${String(asNode(of)['version'])}`]))];
    }),
  );
  const snapshots = new Map(
    Object.entries(below(lockfile, 'snapshots')).map(([snapshot, node]) => {
      const { dependencies = {}, optionalDependencies = {} } = asNode(node);
      const all = { ...asNode(dependencies), ...asNode(optionalDependencies) };
      return [snapshot, Object.entries(all).map(([name, version]) => `${name}@${String(version)}`)];
    }),
  );
  return { importers, snapshots };
}

function readIndented(text: string): Node {
  const top: Record<string, Node | string> = {};
  const open: Record<string, Node | string>[] = [top];
  for (const line of text.split('\n')) {
    const [, indent, quoted, plain, value] = /^( *)(?:'([^']+)'|([^\s':][^:]*)):(?: (.*))?$/.exec(line) ?? [];
    const name = quoted ?? plain;
    if (indent === undefined || name === undefined) continue;
    const depth = indent.length / 2;
    const parent = open[depth];
    if (parent === undefined) throw new Error(`pnpm-lock.yaml: ${line} is indented deeper than what it is part of`);
    open.length = depth + 1;
    if (value !== undefined) parent[name] = value === '{}' ? {} : value.replace(/^'(.*)'$/, '$1');
    else {
      const child = {};
      parent[name] = child;
      open.push(child);
    }
  }
  return top;
}

function below(node: Node, name: string): Node {
  return asNode(node[name]);
}

function asNode(value: Node | string | undefined): Node {
  if (typeof value !== 'object') throw new Error(`pnpm-lock.yaml: expected names below, not ${String(value)}`);
  return value;
}
