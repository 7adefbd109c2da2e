import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href;

/** The service in a process of its own, as production runs it: its entry point, node's flags, and settings in the environment. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  private constructor(child: ChildProcess, exit: Promise<number | null>) {
    this.#child = child;
    this.#exit = exit;
  }

  /**
   * Starts it and waits until `isReady` is true of one of its log lines.
   * @throws Error with the last lines it printed when it ends before that.
   */
  static async start(options: {
    entry: string;
    environment: Readonly<Record<string, string>>;
    isReady: (line: string) => boolean;
    /** Where its log lines go. */
    onLine: (line: string) => void;
  }): Promise<ServiceProcess> {
    const { PATH = '', HOME = '', TZ = '', NODE_COMPILE_CACHE = '' } = process.env;
    // Nothing of the caller's environment but the paths: an AWS profile of the developer must not leak into the service.
    const env = {
      PATH,
      HOME,
      ...(TZ && { TZ }),
      ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
      ...options.environment,
    };
    // A process group of its own: Ctrl-C in a terminal is for whoever started this, who then asks the service to drain.
    const child = spawn(process.execPath, ['--import', endWithParent, options.entry], {
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const lastLines: string[] = [];
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          lastLines.push(line);
          if (lastLines.length > 20) lastLines.shift();
          options.onLine(line);
          if (options.isReady(line)) resolve();
        });
      }
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`the service ended with ${code}:\n${lastLines.join('\n')}`)));
    });
    return new ServiceProcess(child, exit);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the service process was never started');
    return this.#child.pid;
  }

  /** Settles with the exit code when the process has ended, for whatever reason. */
  get ended(): Promise<number | null> {
    return this.#exit;
  }

  /** Asks it to drain and waits for its end. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return await this.#exit;
  }
}
