import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* A process that answers every request with one item, and tells its parent its port. */

const reply = JSON.stringify({
  Item: {
    pk: { S: 'TENANT#acme|SERVICE#orders' },
    sk: { S: 'CONFIG#theme' },
    value: { S: '{"theme":"dark","density":"compact","locale":"en-GB"}' },
    contentType: { S: 'application/json' },
    version: { N: '7' },
    modifiedAt: { N: '1760000000000' },
    author: { S: 'ann' },
  },
});

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.setHeader('x-amzn-requestid', 'REQUEST-ID-0123456789');
    response.end(reply);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
