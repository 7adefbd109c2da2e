import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSettings } from '../../src/lambda/function-settings.ts';
import type { LocalFunction } from '../../src/lambda/local-function.ts';
import { ManualTime } from '../manual-time.ts';
import { World } from '../world.ts';

/** An embedded AWS whose waiting a test decides, with functions from bundles that the test writes. */
export class FunctionTestWorld {
  readonly world: World;
  readonly time: ManualTime;
  readonly #folder: string;

  constructor(world: World, time: ManualTime, folder: string) {
    this.world = world;
    this.time = time;
    this.#folder = folder;
  }

  /** `without`: Sid of a statement that the notifier's role is to lack. */
  static async start({ without }: { readonly without?: string } = {}): Promise<FunctionTestWorld> {
    const time = new ManualTime();
    const world = await World.start({ delay: time.delay }, time, (set) => {
      const role = set.documents['notifier-role'];
      const Statement = role.Statement.filter(({ Sid }) => Sid !== without);
      return { ...set, documents: { ...set.documents, 'notifier-role': { ...role, Statement } } };
    });
    return new FunctionTestWorld(world, time, await mkdtemp(join(tmpdir(), 'leasehold-lambda-')));
  }

  get aws() {
    return this.world.aws;
  }

  async bundle(source: string, file = 'index.mjs'): Promise<string> {
    const path = join(this.#folder, file);
    await writeFile(path, source);
    return path;
  }

  /** The notifier's function, with a body of the test's own. */
  async create(source: string, more: Partial<FunctionSettings> = {}, file = 'index.mjs'): Promise<LocalFunction> {
    const { notifierFunction, notifierRole } = this.world.deployment;
    return this.aws.functions.create({
      name: notifierFunction,
      role: notifierRole,
      bundleFile: await this.bundle(source, file),
      handler: 'index.handler',
      ...more,
    });
  }

  /** A member of each log line that is JSON with that member. */
  told(target: LocalFunction, member: string): readonly unknown[] {
    return target.logLines.flatMap((line) => {
      if (!line.startsWith('{')) return [];
      const told = JSON.parse(line) as Record<string, unknown>;
      return Object.hasOwn(told, member) ? [told[member]] : [];
    });
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await rm(this.#folder, { recursive: true });
  }
}
