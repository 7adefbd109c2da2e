import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { parameterPath } from '@leasehold/policies';
import { after, before, beforeEach, describe, it } from 'mocha';
import { AttackedCloud, type SessionKeys } from './attacked-cloud.ts';

/** A request as it went over the wire: all that somebody who listened would have. */
interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const ownPath = parameterPath('config-service', 'acme', 'orders', 'endpoint');
const foreignPath = parameterPath('config-service', 'globex', 'orders', 'endpoint');

describe('A signed request that was listened to', () => {
  let cloud: AttackedCloud;
  let keys: SessionKeys;
  let signed: SignedRequest;

  before(async () => {
    cloud = await AttackedCloud.start();
    keys = await cloud.exchange({ tenant: 'acme', role: 'reader' });
  });

  after(() => cloud.close());

  beforeEach(async () => {
    signed = await listenedTo(new GetParameterCommand({ Name: ownPath }));
  });

  it('is answered when it is sent again at once, so that what follows is refused for its change alone', async () => {
    // IAM let it in: the parameter is not there, and only its owner is told so.
    const { status, type } = await send(signed);
    assert.deepEqual([status, type], [400, 'ParameterNotFound']);
  });

  const changes: readonly (readonly [string, (signed: SignedRequest) => SignedRequest])[] = [
    ['another path in its body', ({ headers, body }) => ({ headers, body: body.replace(ownPath, foreignPath) })],
    ['a space more in its body', ({ headers, body }) => ({ headers, body: `${body} ` })],
    ['an empty body', ({ headers }) => ({ headers, body: '' })],
    [
      'another body and the hash that fits it',
      ({ headers, body }) => ({
        headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        body: body.replace(ownPath, foreignPath),
      }),
    ],
    ['another operation', withHeader('x-amz-target', () => 'AmazonSSM.DeleteParameter')],
    ['a later date', withHeader('x-amz-date', (date) => date.replace(/..Z$/, '59Z').replace(/^..../, '2031'))],
    ['another session token', withHeader('x-amz-security-token', (token) => `${token.slice(0, -4)}AAAA`)],
    ['another region in its scope', withHeader('authorization', (line) => line.replace('eu-west-1', 'us-east-1'))],
    ['another service in its scope', withHeader('authorization', (line) => line.replace('/ssm/', '/dynamodb/'))],
    ['another signature', withHeader('authorization', (line) => line.replace(/.{8}$/, '00000000'))],
    ['fewer signed headers', withHeader('authorization', (line) => line.replace(/;x-amz-target/, ''))],
    ['no authorization', ({ headers: { authorization: _, ...headers }, body }) => ({ headers, body })],
  ];
  for (const [what, change] of changes) {
    it(`is refused with ${what}`, async () => {
      const changed = change(signed);
      assert.notDeepEqual(changed, signed);
      const answer = await send(changed);
      assert.match(
        answer.type,
        /^(InvalidSignature|UnrecognizedClient|IncompleteSignature|MissingAuthenticationToken)/,
      );
      assert.ok(answer.status === 400 || answer.status === 403);
      assert.equal(answer.body.includes('ParameterNotFound'), false);
    });
  }

  it('is refused when it is sent again after 20 minutes, while its session still lives', async () => {
    cloud.advance(20 * 60_000);
    const late = await send(signed);
    assert.match(`${late.type} ${late.body}`, /Signature expired/);
    const fresh = await listenedTo(new GetParameterCommand({ Name: ownPath }));
    assert.equal((await send(fresh)).type, 'ParameterNotFound');
  });

  async function listenedTo(command: GetParameterCommand): Promise<SignedRequest> {
    const client = cloud.ssm(keys);
    const seen: SignedRequest[] = [];
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers, body } = args.request as { headers: Record<string, string>; body: Uint8Array };
        seen.push({ headers: { ...headers }, body: new TextDecoder().decode(body) });
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(command).catch(() => {});
    const [first] = seen;
    if (first === undefined) throw new Error('nothing was sent');
    assert.match(first.headers['authorization'] ?? '', /^AWS4-HMAC-SHA256 /);
    return first;
  }

  async function send({ headers, body }: SignedRequest): Promise<Answer> {
    const { 'content-length': _, ...others } = headers;
    const outgoing = request(cloud.aws.endpoint, {
      method: 'POST',
      agent: false,
      headers: { ...others, 'content-length': Buffer.byteLength(body) },
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const answered = await text(response);
    const type = /"__type":"(?:[^"#]*#)?([A-Za-z]+)/.exec(answered)?.[1] ?? 'no type';
    return { status: response.statusCode ?? 0, type, body: answered };
  }
});

function withHeader(name: string, change: (value: string) => string): (signed: SignedRequest) => SignedRequest {
  return ({ headers, body }) => ({ headers: { ...headers, [name]: change(headers[name] ?? '') }, body });
}
