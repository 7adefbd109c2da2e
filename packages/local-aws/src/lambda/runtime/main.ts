import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionFailure, InvokeMessage, RuntimeData, RuntimeMessage } from './messages.ts';

/*
 * The inside of an execution environment: a worker thread that loads one bundle, then runs its handler once for every message.
 * Its output goes the way its results go, so that what a handler wrote is there before what it returned.
 */

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (port === null) throw new Error('this file is for a worker thread');
const tell = (message: RuntimeMessage) => port.postMessage(message);

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: Uint8Array | string, encoding?: unknown, callback?: unknown) => {
    tell({ kind: 'output', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
    for (const done of [encoding, callback]) if (typeof done === 'function') done();
    return true;
  };
}

const { bundle, exported } = workerData as RuntimeData;
try {
  const handler = handlerOf(await import(bundle));
  port.on('message', (message: InvokeMessage) => void run(handler, message));
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'not-ready', failure: failureOf(error) });
}

function handlerOf(module: Readonly<Record<string, unknown>>): Handler {
  // A CommonJS bundle has what it exports under `default`.
  const inner = module['default'] as Readonly<Record<string, unknown>> | undefined;
  const found = module[exported] ?? inner?.[exported];
  if (typeof found === 'function') return found as Handler;
  const missing = new Error(`${exported} is undefined or not exported`);
  missing.name = 'Runtime.HandlerNotFound';
  throw missing;
}

async function run(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId, functionName, functionArn, timeoutMs } = message;
  const deadline = performance.now() + timeoutMs;
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(message.event), context);
    tell({ kind: 'done', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    tell({ kind: 'failed', requestId, failure: failureOf(error) });
  }
}

function failureOf(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
