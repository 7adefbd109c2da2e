import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { roleArn } from '@leasehold/policies';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigClient } from '../client/config-client.ts';
import { seed } from '../demo/seed.ts';
import { type DemoTenant, demoTenants } from '../demo/tenants.ts';
import { PortTakenError } from '../system/free-port.ts';
import type { ServiceInstance } from '../system/service-instance.ts';
import { type LocalSystem, startLocalSystem } from '../system/system.ts';
import { alreadyRunning } from './already-running.ts';
import { banner } from './banner.ts';
import { type DevFile, removeDevFile, writeDevFile } from './dev-file.ts';

interface StartOptions {
  readonly grpcPort: number;
  readonly awsPort: number;
  readonly issuerPort: number;
  readonly metricsPort: number;
  readonly instances: number;
  readonly stsLatency: number;
  readonly data?: string;
}

const devDir = '.leasehold';
const devFile = join(devDir, 'dev.json');
const logFile = logFileOf(1);
const notifierLogFile = join(devDir, 'notifier.log');

const command = new Command('start')
  .description('The service, on the embedded AWS, with the demo tenants acme and globex.')
  .option('--grpc-port <port>', 'gRPC; 0 is any free port', wholeNumber(65_535), 50_051)
  .option('--aws-port <port>', 'embedded AWS', wholeNumber(65_535), 4_566)
  .option('--issuer-port <port>', 'token issuer', wholeNumber(65_535), 4_567)
  .option('--metrics-port <port>', "the service's metrics, for Prometheus", wholeNumber(65_535), 0)
  .option('--instances <count>', 'of the service; all but the first listen on any free port', wholeNumber(20, 1), 1)
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
  const logFiles = Array.from({ length: options.instances }, (_, index) => logFileOf(index + 1));
  for (const file of [...logFiles, notifierLogFile]) writeFileSync(file, '', { mode: 0o600 });
  if (process.stdout.isTTY) process.stdout.write('… starting the embedded AWS, the issuer and the service');
  let system: LocalSystem;
  try {
    system = await startLocalSystem({
      grpcPort: options.grpcPort,
      awsPort: options.awsPort,
      issuerPort: options.issuerPort,
      metricsPort: options.metricsPort,
      instances: options.instances,
      stsLatencyMs: options.stsLatency,
      dataDir,
      onLogLine,
      onNotifierLine: (line) => appendFileSync(notifierLogFile, `${line}\n`),
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
  const { issuer, aws, deployment, grpc } = system;
  const instances = system.instances.map(addresses);
  const [first] = instances;
  if (first === undefined) throw new Error('start starts one instance or more');
  const client = new ConfigClient(grpc);
  await Promise.all(demoTenants.map((tenant) => seed(client, tenant, issuer.mint({ tenant, role: 'admin' }))));
  client.close();
  const tokens = (tenant: DemoTenant) => ({
    reader: issuer.mint({ tenant, role: 'reader' }),
    writer: issuer.mint({ tenant, role: 'writer' }),
  });
  const dev: DevFile = {
    ...first,
    instances,
    aws: aws.endpoint,
    issuer: issuer.issuer,
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

function addresses({ grpc, refresh, metrics }: ServiceInstance): DevFile['instances'][number] {
  if (metrics === null) throw new Error('start asked for metrics');
  return { grpc, refresh, metrics };
}

/** Until somebody says so, or the own end of an instance, which is a failure. */
async function untilEnd({ instances }: LocalSystem, told: Promise<null>): Promise<void> {
  const ends = instances.map(({ service }, index) =>
    service.ended.then((code) => ({ code, file: logFileOf(index + 1) })),
  );
  const end = await Promise.race([told, ...ends]);
  if (end === null) return;
  process.stderr.write(`the service ended by itself (exit code ${end.code}); its log is ${end.file}\n`);
  process.exitCode = 1;
}

/** Of an instance, counted from 1. */
function logFileOf(instance: number): string {
  return join(devDir, instance === 1 ? 'service.log' : `service-${instance}.log`);
}

/** Every line goes to the instance's log file; what somebody should look at is also shown. */
function onLogLine(line: string, instance: number): void {
  appendFileSync(logFileOf(instance), `${line}\n`);
  if (!line.startsWith('{"level":"info"') && !line.startsWith('{"level":"debug"')) process.stderr.write(`${line}\n`);
}

function clearLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
}

function wholeNumber(most: number, least = 0): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,5}$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
    }
    return number;
  };
}
