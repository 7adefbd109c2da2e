import type { DevFile } from './dev-file.ts';

/** What `start` prints when it is ready: where everything is, and lines to paste into another terminal. */
export function banner(dev: DevFile, facts: { seconds: number; dataDir: string | null; logFile: string }): string {
  const { grpc, refresh, aws, issuer, metrics, region, table, roles, tokens } = dev;
  const others = dev.instances.slice(1).map((each) => `          ${each.grpc}    told of changes at ${each.refresh}\n`);
  const kept =
    facts.dataDir === null ? 'in memory: gone when this stops (keep it with --data DIR)' : `kept in ${facts.dataDir}`;
  return `
Tokens, valid for an hour (all of them, with where everything is: .leasehold/dev.json):

  acme, reader
  ${tokens.acme.reader}

  globex, reader
  ${tokens.globex.reader}

Leasehold is ready in ${facts.seconds.toFixed(1)} s.

  gRPC    ${grpc}    leasehold.config.v1.ConfigService, health, reflection
${others.join('')}  Refresh ${refresh}    leasehold.refresh.v1.RefreshService, for the account's notifier and operator
  AWS     ${aws}    sts, iam, dynamodb, ssm, cloudtrail, lambda and more (embedded; table ${table}, region ${region})
  Issuer  ${issuer}    OpenID Connect, tokens for the tenants acme and globex
  Metrics ${metrics}    of the service, for Prometheus or curl
  Data    ${kept}
  Log     ${facts.logFile}

To paste into another terminal, in this folder.

Read the configuration of acme, with buf (comes with the workspace) or with grpcurl:

  TOKEN=$(node -p 'require("./.leasehold/dev.json").tokens.acme.reader')
  npx -y pnpm@12 --filter @leasehold/contract exec buf curl --protocol grpc --http2-prior-knowledge -H "authorization: Bearer $TOKEN" \\
    -d '{"service":"orders","key":"tenant_config_theme"}' http://${grpc}/leasehold.config.v1.ConfigService/GetConfig
  grpcurl -plaintext -H "authorization: Bearer $TOKEN" \\
    -d '{"service":"orders","key":"tenant_config_theme"}' ${grpc} leasehold.config.v1.ConfigService/GetConfig

Write as acme:

  TOKEN=$(node -p 'require("./.leasehold/dev.json").tokens.acme.writer')
  npx -y pnpm@12 --filter @leasehold/contract exec buf curl --protocol grpc --http2-prior-knowledge -H "authorization: Bearer $TOKEN" \\
    -d '{"service":"orders","key":"tenant_config_mine","value":"{\\"a\\":1}"}' http://${grpc}/leasehold.config.v1.ConfigService/PutConfig

Become the reader of acme with the AWS CLI, and be refused the data of globex by IAM itself:

  TOKEN=$(node -p 'require("./.leasehold/dev.json").tokens.acme.reader')
  export AWS_ENDPOINT_URL=${aws} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export $(aws sts assume-role-with-web-identity --role-arn ${roles.reader} --role-session-name acme \\
    --web-identity-token "$TOKEN" --output text --query \\
    'Credentials.[join(\`=\`,[\`AWS_ACCESS_KEY_ID\`,AccessKeyId]),join(\`=\`,[\`AWS_SECRET_ACCESS_KEY\`,SecretAccessKey]),join(\`=\`,[\`AWS_SESSION_TOKEN\`,SessionToken])]')
  aws ssm get-parameter --name /config-service/acme/orders/endpoint
  aws ssm get-parameter --name /config-service/globex/orders/endpoint

Change a value of acme behind the service, as the operator, and read it as above: the new one is there within a second:

  export AWS_ENDPOINT_URL=${aws} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_SESSION_TOKEN=
  export AWS_ACCESS_KEY_ID=$(node -p 'require("./.leasehold/dev.json").operator.accessKeyId')
  export AWS_SECRET_ACCESS_KEY=$(node -p 'require("./.leasehold/dev.json").operator.secretAccessKey')
  aws ssm put-parameter --overwrite --type String --name /config-service/acme/orders/endpoint --value elsewhere

Cut off acme, at AWS and here: its sessions, its tokens and what is cached of it; then let it in again:

  npx -y pnpm@12 leasehold revoke acme --local
  npx -y pnpm@12 leasehold restore acme --local     # with tokens issued from then on: those above stay refused

A call refused as UNAUTHENTICATED? The reason is in ${facts.logFile}; tokens last an hour. Ctrl-C stops it.
`;
}
