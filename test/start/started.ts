import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./start/main.ts', import.meta.resolve('@leasehold/dev')));
const freePorts = ['--grpc-port', '0', '--aws-port', '0', '--issuer-port', '0'];
/** Bounds every wait; a run that is stuck is killed and fails its test. */
const patienceMs = 30_000;

/** How a run ended. */
export interface Ending {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** What `.leasehold/dev.json` says. */
export interface DevFile {
  readonly grpc: string;
  readonly aws: string;
  readonly issuer: string;
  readonly metrics: string;
  readonly refresh: string;
  readonly instances: readonly { readonly grpc: string; readonly refresh: string; readonly metrics: string }[];
  readonly region: string;
  readonly table: string;
  readonly roles: { readonly reader: string; readonly writer: string };
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly tokens: Readonly<Record<'acme' | 'globex', { readonly reader: string; readonly writer: string }>>;
}

/** `leasehold …` in that folder, as a user types it. */
export async function leasehold(cwd: string, ...args: readonly string[]): Promise<Omit<Ending, 'signal'>> {
  const command = fileURLToPath(new URL('./main.ts', import.meta.resolve('@leasehold/cli')));
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.errors += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** A new empty folder to run in. */
export async function emptyFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'leasehold-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** `start` in a folder, as a user runs it, on free ports. */
export class Started {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  readonly #ready: Promise<void>;
  readonly #said = { output: '', errors: '' };

  constructor(folder: string, args: readonly string[] = []) {
    this.folder = folder;
    this.#child = spawn(process.execPath, [entry, ...freePorts, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a process group of its own, as a terminal has it.
      detached: true,
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    });
    const said = this.#said;
    this.#ready = new Promise((resolve) => {
      this.#child.stdout?.on('data', (chunk: Buffer) => {
        said.output += chunk;
        if (said.output.includes('Ctrl-C stops it.')) resolve();
      });
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      said.errors += chunk;
    });
    this.#ending = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve({ code, signal, ...said }));
    });
  }

  /** Waits until it has said what to paste next. @throws when it ends before that. */
  async ready(): Promise<DevFile> {
    const early = await Promise.race([this.#ready.then(() => null), this.#ending]);
    if (early !== null)
      throw new Error(`start ended with ${early.code ?? early.signal}: ${early.errors}${early.output}`);
    return JSON.parse(await readFile(this.devFile, 'utf8')) as DevFile;
  }

  /** What it has printed so far. */
  get said(): string {
    return this.#said.output;
  }

  get devFile(): string {
    return join(this.folder, '.leasehold', 'dev.json');
  }

  get ended(): Promise<Ending> {
    return this.#ending;
  }

  /** `Ctrl-C` is what a terminal does: an interrupt to the whole process group. */
  async stop(how: 'SIGTERM' | 'SIGKILL' | 'Ctrl-C' = 'SIGTERM'): Promise<Ending> {
    const { pid } = this.#child;
    if (pid !== undefined && this.#child.exitCode === null) {
      if (how === 'Ctrl-C') process.kill(-pid, 'SIGINT');
      else this.#child.kill(how);
    }
    return await this.#ending;
  }
}
