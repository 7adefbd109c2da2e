import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { DevFile } from './dev-file.ts';

/** The gRPC address of a `start` that runs in this folder already, by its dev file; `null` when that is left over or none. */
export async function alreadyRunning(devFile: string): Promise<string | null> {
  let grpc: string;
  try {
    grpc = (JSON.parse(await readFile(devFile, 'utf8')) as DevFile).grpc;
  } catch {
    return null; // no file, or one that a crash cut short
  }
  const [host = '', port] = grpc.split(':');
  return (await accepts(host, Number(port))) ? grpc : null;
}

async function accepts(host: string, port: number): Promise<boolean> {
  if (host !== '127.0.0.1' || !Number.isInteger(port) || port < 1 || port > 65_535) return false;
  const socket = connect({ host, port });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
