import { SensitivityCode } from '@leasehold/contract';
import type { ConfigClient } from '@leasehold/dev';
import type { Place, StoredState } from './stored-state.ts';

/** Who writes: the old state is ann's, the new one bob's. */
export interface Authors {
  readonly ann: string;
  readonly bob: string;
}

/** A write that will be disturbed, and what is stored before and after it. */
export interface FaultedWrite {
  readonly name: string;
  readonly tag: 'tenant_config' | 'param_config';
  readonly prepare: (client: ConfigClient, authors: Authors, place: Place) => Promise<void>;
  readonly write: (client: ConfigClient, authors: Authors, place: Place) => Promise<unknown>;
  readonly before: StoredState | null;
  readonly after: StoredState | null;
}

const old = { value: 'old', contentType: 'text/plain' };
const fresh = { value: 'new', contentType: 'text/markdown' };
const oldState: StoredState = { ...old, version: 1, author: 'ann', sensitive: false };
const newState: StoredState = { ...fresh, version: 2, author: 'bob', sensitive: false };

/** Creating, changing, deleting and creating anew, in one store. */
function writesOf(tag: FaultedWrite['tag'], sensitive: boolean): readonly FaultedWrite[] {
  const sensitivity = sensitive ? SensitivityCode.SENSITIVE : SensitivityCode.NORMAL;
  const store = (client: ConfigClient, token: string, place: Place, content: typeof old, expectedVersion: bigint) =>
    client.call('putConfig', token, { ...place, ...content, sensitivity, expectedVersion });
  const remove = (client: ConfigClient, token: string, place: Place) =>
    client.call('deleteConfig', token, { ...place, expectedVersion: 1n });
  const what = `a ${tag}_ key${sensitive ? ' that is a secret' : ''}`;
  return [
    {
      name: `creating ${what}`,
      tag,
      prepare: async () => {},
      write: (client, { bob }, place) => store(client, bob, place, fresh, 0n),
      before: null,
      after: { ...newState, version: 1, sensitive },
    },
    {
      name: `changing ${what}`,
      tag,
      prepare: async (client, { ann }, place) => void (await store(client, ann, place, old, 0n)),
      write: (client, { bob }, place) => store(client, bob, place, fresh, 1n),
      before: { ...oldState, sensitive },
      after: { ...newState, sensitive },
    },
    {
      name: `deleting ${what}`,
      tag,
      prepare: async (client, { ann }, place) => void (await store(client, ann, place, old, 0n)),
      write: (client, { bob }, place) => remove(client, bob, place),
      before: { ...oldState, sensitive },
      after: null,
    },
    {
      name: `creating anew ${what}`,
      tag,
      prepare: async (client, { ann }, place) => {
        await store(client, ann, place, old, 0n);
        await remove(client, ann, place);
      },
      write: (client, { bob }, place) => store(client, bob, place, fresh, 0n),
      before: null,
      after: { ...newState, version: 3, sensitive },
    },
  ];
}

export const faultedWrites: readonly FaultedWrite[] = [
  ...writesOf('tenant_config', false),
  ...writesOf('param_config', false),
  // Secrets differ where a value is sent: they are created and changed.
  ...writesOf('param_config', true).slice(0, 2),
];
