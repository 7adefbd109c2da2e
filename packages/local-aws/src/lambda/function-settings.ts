/** A function as whoever registers it describes it. Limits are Lambda's own. */
export interface FunctionSettings {
  readonly name: string;
  /** Name of the role it runs under; the role must trust Lambda for this function. */
  readonly role: string;
  /** Path of one JavaScript file without imports but Node's own; `.mjs` or `.cjs`, or what its package.json says. */
  readonly bundleFile: string;
  /** `index.handler` or `handler`: only the part after the last dot counts, for there is one file. */
  readonly handler: string;
  /** Variables beside Lambda's own, whose names it may not use. */
  readonly environment?: Readonly<Record<string, string>>;
  /** 1-900,000 milliseconds; Lambda's default of 3,000 when absent. */
  readonly timeoutMs?: number;
  /** 128 when absent. */
  readonly memoryMb?: number;
  /** Environments at once, 1-100; what comes beyond it waits, and a call on the wire is refused. 4 when absent. */
  readonly concurrency?: number;
  /** Retries of an asynchronous invocation: 0, 1 or 2; 2 when absent. */
  readonly maximumRetryAttempts?: number;
  /** Age at which an asynchronous event is given up: 60,000-21,600,000 milliseconds; the longest when absent. */
  readonly maximumEventAgeMs?: number;
  /** Name of the queue that gets a record of each asynchronous event that was given up; nothing is kept when absent. */
  readonly onFailureQueue?: string;
  /** Told of each line the function writes. */
  readonly onLogLine?: (line: string) => void;
}

/** With every default filled in. */
export type CheckedSettings = Required<Omit<FunctionSettings, 'onFailureQueue'>> &
  Pick<FunctionSettings, 'onFailureQueue'>;

const ownVariables = /^(AWS_|LAMBDA_|_HANDLER$|TZ$)/;
const nameGrammar = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws RangeError for what Lambda would not take */
export function checkedSettings(settings: FunctionSettings): CheckedSettings {
  const checked: CheckedSettings = {
    environment: {},
    timeoutMs: 3_000,
    memoryMb: 128,
    concurrency: 4,
    maximumRetryAttempts: 2,
    maximumEventAgeMs: 21_600_000,
    onLogLine: () => {},
    ...settings,
  };
  if (!nameGrammar.test(checked.name)) throw new RangeError('a function is named by 1-64 of A-Z a-z 0-9 _ -');
  between(checked, 'timeoutMs', 1, 900_000);
  between(checked, 'memoryMb', 32, 10_240);
  between(checked, 'concurrency', 1, 100);
  between(checked, 'maximumRetryAttempts', 0, 2);
  between(checked, 'maximumEventAgeMs', 60_000, 21_600_000);
  for (const name of Object.keys(checked.environment)) {
    if (ownVariables.test(name)) throw new RangeError(`environment: ${name} is a name of Lambda's own`);
  }
  return checked;
}

type Numbers = 'timeoutMs' | 'memoryMb' | 'concurrency' | 'maximumRetryAttempts' | 'maximumEventAgeMs';

function between(settings: CheckedSettings, member: Numbers, min: number, max: number): void {
  const value = settings[member];
  if (!(Number.isInteger(value) && value >= min && value <= max)) {
    throw new RangeError(`${member}: a whole number from ${min} to ${max}`);
  }
}
