import { setTimeout as pause } from 'node:timers/promises';
import { InvalidInputError, parseTenantId } from '@leasehold/domain';
import { PolicyError } from '@leasehold/policies';
import { RevocationEditor, RevocationError } from '@leasehold/revocation';
import { Command, CommanderError, Option } from 'commander';
import { identityToken } from './identity-token.ts';
import { channelTo, type InstanceTls } from './instance-channel.ts';
import { type InstanceChannel, type Nudged, nudge } from './nudge.ts';
import { outcomeLines } from './outcome-lines.ts';
import { describedState } from './state-lines.ts';
import { type Target, type TargetOptions, targetOf } from './target.ts';
import { UsageError } from './usage-error.ts';

/** Where a command writes. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

type Options = TargetOptions & InstanceTls;

/** Everything was done and every instance acknowledged it. */
const done = 0;
/** Nothing was changed, or not what was asked for; the text says what to do. */
const failed = 1;
/** The policy was written, and AWS denies what it denies, but some instance did not acknowledge it. */
const notAcknowledged = 3;

/** Runs one command with the arguments after the program's name, and answers its exit code. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  output: Output,
): Promise<number> {
  let code = done;
  const act = (work: (options: Options) => Promise<number>) => async (options: Options) => {
    code = await work(options);
  };
  const program = new Command('leasehold')
    .description('Cuts tenants off, at AWS and at every instance, and lets them in again.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.line(text.trimEnd()),
      writeErr: (text) => output.error(text.trimEnd()),
    });
  const command = (name: string, description: string): Command =>
    withOptions(program.command(name), environment, description);

  command(
    'revoke <tenant>',
    'deny the tenant everything at AWS, whatever sessions or tokens it holds, and here',
  ).action((tenant: string, options: Options) => act((given) => change(tenant, 'revoke', given, output))(options));
  command(
    'restore <tenant>',
    'let the tenant in again; its sessions of before now stay denied, and the service refuses its tokens of before now',
  ).action((tenant: string, options: Options) => act((given) => change(tenant, 'restore', given, output))(options));
  command('revocations', 'who is revoked').action((options: Options) => act((given) => show(given, output))(options));

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!isForThePerson(error)) throw error;
    output.error(`leasehold: ${error.message}`);
    return failed;
  }
}

function withOptions(
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
  description: string,
): Command {
  const setting = (flags: string, text: string, variable: string): void => {
    const option = new Option(flags, `${text} (${variable})`);
    const value = environment[variable];
    command.addOption(value === undefined || value === '' ? option : option.default(value));
  };
  command.description(description);
  command.option('--local', 'the system that `start` runs in this folder; no other setting is needed');
  setting('--region <region>', 'AWS region', 'LEASEHOLD_AWS_REGION');
  setting('--account <id>', 'AWS account', 'LEASEHOLD_AWS_ACCOUNT');
  setting('--partition <partition>', 'AWS partition', 'LEASEHOLD_AWS_PARTITION');
  setting('--policy <name>', 'policy that lists who is revoked', 'LEASEHOLD_REVOCATIONS_POLICY');
  setting('--aws-endpoint <url>', 'instead of AWS itself', 'LEASEHOLD_AWS_ENDPOINT');
  const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
  setting('--audience <audience>', 'of the token that tells instances who calls', 'LEASEHOLD_REFRESH_AUDIENCE');
  command.option('--instance <host:port>', 'refresh port of an instance to tell at once; may be repeated', collect, []);
  command.option('--instance-ca <file>', "CA of the instances' certificates, PEM");
  command.option(
    '--instance-cert <file>',
    'own certificate, PEM, for instances that know callers by it, not by tokens',
  );
  command.option('--instance-key <file>', 'its key, PEM');
  return command;
}

async function change(name: string, what: 'revoke' | 'restore', options: Options, output: Output): Promise<number> {
  const tenant = parseTenantId(name);
  const target = await targetOf(options);
  // What is wrong with an instance's address is told before anything is changed.
  const channels = target.instances.map((address) => ({ address, credentials: channelTo(address, options) }));
  const changed = await withEditor(target, (editor) => editor[what](tenant));
  for (const line of outcomeLines(tenant, what, changed)) output.line(line);

  const nudged = await nudgeAll(target, options, channels, changed.version);
  for (const each of nudged) {
    if (each.kind === 'acknowledged') output.line(`  ${each.address}  acknowledged, acts on ${each.version}`);
    else if (each.kind === 'behind') {
      output.line(
        `  ${each.address}  not acknowledged, IAM shows it ${each.version} still; it looks again within 15 s`,
      );
    } else output.line(`  ${each.address}  not reached (${each.why}); if it runs, it will see it within 15 s`);
  }
  if (nudged.length === 0) {
    output.line('  no instance was told: each will see it within 15 s (--instance host:port tells one at once)');
  }
  return nudged.every(({ kind }) => kind === 'acknowledged') ? done : notAcknowledged;
}

/** An instance knows the operator by a certificate, where there is one, or else by a token of the account's own issuer. */
async function nudgeAll(
  target: Target,
  { instanceCert }: InstanceTls,
  channels: readonly InstanceChannel[],
  version: string,
): Promise<readonly (Nudged & { readonly address: string })[]> {
  if (channels.length === 0) return [];
  const got = instanceCert === undefined ? await identityToken(target) : null;
  return await Promise.all(
    channels.map(async (channel) => {
      const { address } = channel;
      if (got?.kind === 'none') return { address, kind: 'not-reached', why: `STS gave no token: ${got.why}` };
      return { address, ...(await nudge(channel, version, got?.token ?? null)) };
    }),
  );
}

async function show(options: Options, output: Output): Promise<number> {
  const state = await withEditor(await targetOf(options), (editor) => editor.list());
  for (const line of describedState(state)) output.line(line);
  return done;
}

async function withEditor<T>(
  { deployment, access }: Target,
  use: (editor: RevocationEditor) => Promise<T>,
): Promise<T> {
  const editor = new RevocationEditor(deployment, access, (ms) => pause(ms));
  try {
    return await use(editor);
  } finally {
    editor.close();
  }
}

function isForThePerson(error: unknown): error is Error {
  return [UsageError, InvalidInputError, RevocationError, PolicyError].some((kind) => error instanceof kind);
}
