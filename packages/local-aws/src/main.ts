import { localDeployment } from '@leasehold/policies';
import { Command, InvalidArgumentError } from 'commander';
import { startLocalIssuer } from './issuer/start-local-issuer.ts';
import { startLocalAws } from './start-local-aws.ts';

interface Settings {
  readonly port: number;
  readonly issuerPort: number;
  readonly clientId: string;
  readonly stsLatency: number;
  readonly data?: string;
}

const settings = new Command('local-aws')
  .description('The embedded AWS and its token issuer, on 127.0.0.1')
  .option('--port <port>', 'port of the AWS endpoint, 0 for any', wholeNumber(65_535), 4566)
  .option('--issuer-port <port>', 'port of the token issuer, 0 for any', wholeNumber(65_535), 4567)
  .option('--client-id <id>', 'audience of the tokens', 'leasehold-local')
  .option('--sts-latency <ms>', 'how long STS takes to answer', wholeNumber(60_000), 0)
  .option('--data <dir>', 'keep tables, parameters and trail here')
  .parse()
  .opts<Settings>();

try {
  const issuer = await startLocalIssuer({ port: settings.issuerPort, clientIds: [settings.clientId] });
  const aws = await startLocalAws({
    port: settings.port,
    deployment: { ...localDeployment, issuers: [{ provider: issuer.provider, audiences: [settings.clientId] }] },
    stsLatencyMs: settings.stsLatency,
    ...(settings.data === undefined ? {} : { dataDir: settings.data }),
    onInternalError: (error) => console.error(error),
  });
  const stop = async () => {
    await aws.close();
    await issuer.close();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  console.log(`AWS     ${aws.endpoint}
Issuer  ${issuer.issuer}
Tokens of the account itself (GetWebIdentityToken)  ${aws.outboundIssuer.url}

export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${localDeployment.region} AWS_DEFAULT_REGION=${localDeployment.region}
export AWS_ACCESS_KEY_ID=${aws.operator.accessKeyId} AWS_SECRET_ACCESS_KEY=${aws.operator.secretAccessKey}
export TOKEN=${issuer.mint({ tenant: 'acme', role: 'writer' })}

Ctrl-C stops both.`);
} catch (error) {
  if (!isPortTaken(error)) throw error;
  console.error(
    `cannot listen on 127.0.0.1:${error.port}: the port is taken; choose another with --port or --issuer-port`,
  );
  process.exit(1);
}

function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number <= max)) throw new InvalidArgumentError(`a whole number from 0 to ${max}.`);
    return number;
  };
}

function isPortTaken(error: unknown): error is Error & { readonly port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}
