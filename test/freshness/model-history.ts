import type { Place } from '@leasehold/dev';

/** One state that a key has been in. `serial` counts all changes of all keys. */
export interface PastState {
  readonly serial: number;
  /** `null` for nothing stored. */
  readonly value: string | null;
  /** Of the deletion where nothing is stored; 0 where nothing ever was. */
  readonly version: number;
}

/** All that one key of one tenant has been, in the order in which the store took it. */
export class KeyHistory {
  readonly tenant: string;
  readonly place: Place;
  readonly states: PastState[] = [{ serial: 0, value: null, version: 0 }];
  /** Of parameters: the version that Leasehold recorded of the one there is, 0 for none. */
  #recorded = 0;
  #removedOutside = false;

  constructor(tenant: string, place: Place) {
    this.tenant = tenant;
    this.place = place;
  }

  get now(): PastState {
    return this.states.at(-1) as PastState;
  }

  get isParameter(): boolean {
    return this.place.key.startsWith('param_config_');
  }

  get isSecret(): boolean {
    return this.place.key === 'param_config_secret';
  }

  /**
   * Whether versions go on rising if an operator does this. They do not for a parameter that is deleted and created again outside
   * Leasehold, or of which Leasehold has not recorded enough: see the limits of packages/storage.
   */
  canBeChangedOutside(action: 'put' | 'remove'): boolean {
    if (action === 'put') return !this.#removedOutside;
    if (this.now.value === null) return false;
    return !this.isParameter || (this.#recorded > 0 && this.now.version <= this.#recorded + 1);
  }

  /** It is being changed to this, or to nothing; the value says of which tenant, key and change it is. */
  change(serial: number, to: 'value' | 'nothing', by: 'caller' | 'operator'): PastState {
    const { service, key } = this.place;
    const version = this.#removedOutside ? this.#recorded + 2 : this.now.version + 1;
    const value = to === 'nothing' ? null : `${this.tenant}|${service}|${key}|${serial}`;
    const isOutside = by === 'operator';
    this.#removedOutside = isOutside && value === null && this.isParameter;
    if (!isOutside) this.#recorded = value === null ? 0 : version;
    const state = { serial, value, version };
    this.states.push(state);
    return state;
  }

  /** What was read of it, `null` for nothing. @throws Error when it never was that */
  stateOf(
    entry: { readonly value?: string | undefined; readonly version: bigint } | null,
    notBefore: number,
  ): PastState {
    const version = Number(entry?.version ?? 0);
    const found =
      entry === null
        ? this.states.find(({ serial, value }) => serial >= notBefore && value === null)
        : this.states.find((each) => each.version === version && each.value !== null);
    const told = entry === null ? 'nothing' : `version ${version}: ${entry.value}`;
    const newest = this.states.map(({ serial, value }) => `${serial}${value === null ? ' (nothing)' : ''}`).join(', ');
    if (found === undefined || (entry?.value !== undefined && entry.value !== found.value)) {
      throw new Error(`${this} never was ${told} (since change ${notBefore}; changes ${newest})`);
    }
    if (found.serial < notBefore) {
      throw new Error(
        `${this} went back to change ${found.serial}, ${told}, after ${notBefore} was seen (changes ${newest})`,
      );
    }
    return found;
  }

  toString(): string {
    return `${this.place.service}/${this.place.key} of ${this.tenant}`;
  }
}
