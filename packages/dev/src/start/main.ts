import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { roleArn } from '@leasehold/policies';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigClient } from '../client/config-client.ts';
import { seed } from '../demo/seed.ts';
import { type DemoTenant, demoTenants } from '../demo/tenants.ts';
import { PortTakenError } from '../system/free-port.ts';
import { type LocalSystem, startLocalSystem } from '../system/system.ts';
import { alreadyRunning } from './already-running.ts';
import { banner } from './banner.ts';
import { type DevFile, removeDevFile, writeDevFile } from './dev-file.ts';

interface StartOptions {
  readonly grpcPort: number;
  readonly awsPort: number;
  readonly issuerPort: number;
  readonly metricsPort: number;
  readonly stsLatency: number;
  readonly data?: string;
}

const devDir = '.leasehold';
const devFile = join(devDir, 'dev.json');
const logFile = join(devDir, 'service.log');

const command = new Command('start')
  .description('The service, on the embedded AWS, with the demo tenants acme and globex.')
  .option('--grpc-port <port>', 'gRPC; 0 is any free port', wholeNumber(65_535), 50_051)
  .option('--aws-port <port>', 'embedded AWS', wholeNumber(65_535), 4_566)
  .option('--issuer-port <port>', 'token issuer', wholeNumber(65_535), 4_567)
  .option('--metrics-port <port>', "the service's metrics, for Prometheus", wholeNumber(65_535), 0)
  .option('--sts-latency <ms>', 'what every STS call takes; the real one takes 50-100', wholeNumber(60_000), 0)
  .option('--data <dir>', 'keep tables, parameters and trail here; otherwise all is gone at the end')
  .action((options: StartOptions) => run(options));

await command.parseAsync();

async function run(options: StartOptions): Promise<void> {
  const started = performance.now();
  const told = untilTold();
  const dataDir = options.data === undefined ? null : resolve(options.data);
  const running = await alreadyRunning(devFile);
  if (running !== null) {
    process.stderr.write(
      `start runs in this folder already (gRPC ${running}); stop that one first, or use another folder\n`,
    );
    process.exitCode = 1;
    return;
  }
  mkdirSync(devDir, { recursive: true });
  writeFileSync(logFile, '', { mode: 0o600 });
  if (process.stdout.isTTY) process.stdout.write('… starting the embedded AWS, the issuer and the service');
  let system: LocalSystem;
  try {
    system = await startLocalSystem({
      grpcPort: options.grpcPort,
      awsPort: options.awsPort,
      issuerPort: options.issuerPort,
      metricsPort: options.metricsPort,
      stsLatencyMs: options.stsLatency,
      dataDir,
      onLogLine,
    });
  } catch (error) {
    clearLine();
    if (!(error instanceof PortTakenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  try {
    const dev = await introduce(system);
    clearLine();
    process.stdout.write(banner(dev, { seconds: (performance.now() - started) / 1000, dataDir, logFile }));
    await untilEnd(system, told);
  } finally {
    await removeDevFile(devFile);
    await system.close();
    process.stdout.write('Stopped.\n');
  }
}

/** Stores the demo tenants' configuration, and tells other programs where everything is. */
async function introduce(system: LocalSystem): Promise<DevFile> {
  const { issuer, aws, deployment, grpc, refresh, metrics } = system;
  if (metrics === null) throw new Error('start asked for metrics');
  const client = new ConfigClient(grpc);
  await Promise.all(demoTenants.map((tenant) => seed(client, tenant, issuer.mint({ tenant, role: 'admin' }))));
  client.close();
  const tokens = (tenant: DemoTenant) => ({
    reader: issuer.mint({ tenant, role: 'reader' }),
    writer: issuer.mint({ tenant, role: 'writer' }),
  });
  const dev: DevFile = {
    grpc,
    refresh,
    aws: aws.endpoint,
    issuer: issuer.issuer,
    metrics,
    region: deployment.region,
    table: deployment.table,
    roles: {
      reader: roleArn(deployment, deployment.readerRole),
      writer: roleArn(deployment, deployment.writerRole),
    },
    operator: aws.operator,
    tokens: { acme: tokens('acme'), globex: tokens('globex') },
  };
  await writeDevFile(devFile, dev);
  return dev;
}

/** Ctrl-C, SIGTERM, or the terminal's end. Heard from the first moment on: whoever waits for `dev.json` may stop us as soon as it is there. */
function untilTold(): Promise<null> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(null));
  });
}

/** Until somebody says so, or the service's own end, which is a failure. */
async function untilEnd(system: LocalSystem, told: Promise<null>): Promise<void> {
  const end = await Promise.race([told, system.service.ended.then((code) => ({ code }))]);
  if (end === null) return;
  process.stderr.write(`the service ended by itself (exit code ${end.code}); its log is ${logFile}\n`);
  process.exitCode = 1;
}

/** Every line goes to the log file; what somebody should look at is also shown. */
function onLogLine(line: string): void {
  appendFileSync(logFile, `${line}\n`);
  if (!line.startsWith('{"level":"info"') && !line.startsWith('{"level":"debug"')) process.stderr.write(`${line}\n`);
}

function clearLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,5}$/.test(text) || number > most) throw new InvalidArgumentError(`a whole number from 0 to ${most}`);
    return number;
  };
}
