import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { DevTools } from './dev-tools.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's Chromium on PATH, or `null`. */
export function chromiumOnPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A headless Chromium of its own, spoken to over two pipes, so that it needs no port. No name resolves in it and no proxy
 * is asked: it has no network to speak of.
 */
export class Chromium {
  readonly devTools: DevTools;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #gone: Promise<unknown>;

  constructor(executable: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'leasehold-chromium-'));
    this.#child = spawn(
      executable,
      [
        '--headless',
        '--remote-debugging-pipe',
        `--user-data-dir=${this.#profile}`,
        '--no-first-run',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--hide-scrollbars',
        '--no-proxy-server',
        '--host-resolver-rules=MAP * ~NOTFOUND',
        // Its own sandbox cannot be set up in most containers. The page is ours and has no script.
        '--no-sandbox',
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#gone = new Promise((resolve) => {
      this.#child.once('close', resolve);
      this.#child.once('error', resolve);
    });
    this.devTools = new DevTools(this.#child.stdio[3] as Writable, this.#child.stdio[4] as Readable);
  }

  /** Ends it and takes its profile away. */
  async close(): Promise<void> {
    void this.devTools.send('Browser.close').catch(() => this.#child.kill('SIGKILL'));
    await this.#gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
