import { keyOf, type Place } from './places.ts';

/** One value as its writer sent it. Every value is sent once: it says its own serial number. */
export interface SentValue {
  readonly value: string;
  readonly contentType: string;
  readonly author: string;
  readonly sensitive: boolean;
}

/** What a reply says of an entry; `value` is `undefined` where a sensitive one was left out. */
export interface SeenEntry {
  readonly version: number;
  readonly value: string | undefined;
  readonly contentType: string;
  readonly author: string;
  readonly sensitive: boolean;
}

/** A reply that no history of this tenant's own writes explains. */
export class ModelViolation extends Error {
  constructor(place: Place, what: string) {
    super(`${place.service || '(shared)'}/${keyOf(place)}: ${what}`);
    this.name = 'ModelViolation';
  }
}

/** How much was certain of a key when a read of it began. */
export interface Floor {
  readonly version: number;
  readonly exists: boolean;
}

/** One key of one tenant: all that was ever sent for it, and what versions it is known to have had. */
class KeyModel {
  readonly sent = new Map<string, SentValue>();
  readonly values = new Map<number, string>();
  /** Highest version that a completed write was answered with. */
  confirmed = 0;
  deletesBegun = 0;
  /** A write's outcome was never told, so anything sent may be what is stored. */
  uncertain = false;
  /** What a well-behaved writer would expect next; 0 when nothing is known to be stored. */
  current = 0;
  newest = 0;
}

/** What one tenant may be shown: its own writes and nothing else, each version meaning one value for ever. */
export class TenantModel {
  readonly #keys = new Map<string, { readonly place: Place; readonly model: KeyModel }>();

  current(place: Place): number {
    return this.#key(place).current;
  }

  floor(place: Place): Floor {
    const key = this.#key(place);
    return { version: key.confirmed, exists: key.confirmed > 0 && key.deletesBegun === 0 };
  }

  putBegins(place: Place, sent: SentValue): void {
    this.#key(place).sent.set(sent.value, sent);
  }

  deleteBegins(place: Place): void {
    this.#key(place).deletesBegun += 1;
  }

  wrote(place: Place, version: number, sent: SentValue | null): void {
    const key = this.#key(place);
    this.#settle(place, version, sent?.value ?? '(deleted)');
    key.confirmed = Math.max(key.confirmed, version);
    this.#advance(key, version, sent === null ? 0 : version);
  }

  outcomeUnknown(place: Place): void {
    this.#key(place).uncertain = true;
  }

  /** A compare-and-set was refused with this version. */
  conflicted(place: Place, current: number): void {
    const key = this.#key(place);
    if (!Number.isSafeInteger(current) || current < 0) throw new ModelViolation(place, 'a conflict names no version');
    key.current = current;
  }

  /** @throws ModelViolation unless this very tenant sent the entry for this very key, and it is not older than `floor`. */
  saw(place: Place, entry: SeenEntry, floor: Floor): void {
    const key = this.#key(place);
    if (entry.version < floor.version) {
      throw new ModelViolation(place, `version ${entry.version} after ${floor.version} was confirmed`);
    }
    if (entry.value !== undefined) this.#sawValue(place, entry, entry.value);
    else if (!entry.sensitive) throw new ModelViolation(place, 'a value that is no secret was left out');
    this.#advance(key, entry.version, entry.version);
  }

  sawNothing(place: Place, floor: Floor): void {
    if (floor.exists && this.#key(place).deletesBegun === 0) {
      throw new ModelViolation(place, 'nothing is stored, but a write was confirmed and nobody deleted it');
    }
  }

  /** When nothing is under way: every key that a write was tried of, and the value that must be there, `null` for none, `undefined` where it is not certain. */
  settled(): readonly { readonly place: Place; readonly value: string | null | undefined }[] {
    const tried = [...this.#keys.values()].filter(({ model }) => model.sent.size > 0 || model.deletesBegun > 0);
    return tried.map(({ place, model }) => {
      if (model.uncertain) return { place, value: undefined };
      const value = model.confirmed === 0 ? null : (model.values.get(model.confirmed) ?? null);
      return { place, value: value === '(deleted)' ? null : value };
    });
  }

  #sawValue(place: Place, entry: SeenEntry, value: string): void {
    const sent = this.#key(place).sent.get(value);
    if (sent === undefined) throw new ModelViolation(place, 'a value that this tenant never sent for this key');
    if (sent.sensitive !== entry.sensitive) throw new ModelViolation(place, 'the sensitivity is not the one sent');
    // A write that stopped half-way leaves a parameter's author unknown, and its content type the default one.
    const isUnknown = entry.author === '' && place.tag === 'param_config';
    if (!isUnknown && (sent.author !== entry.author || sent.contentType !== entry.contentType)) {
      throw new ModelViolation(place, 'author or content type are not those of this value');
    }
    this.#settle(place, entry.version, value);
  }

  #settle(place: Place, version: number, value: string): void {
    const { values } = this.#key(place);
    const known = values.get(version);
    if (known !== undefined && known !== value) throw new ModelViolation(place, `version ${version} has two values`);
    values.set(version, value);
  }

  #advance(key: KeyModel, version: number, current: number): void {
    if (version < key.newest) return;
    key.newest = version;
    key.current = current;
  }

  #key(place: Place): KeyModel {
    const id = `${place.service}/${keyOf(place)}`;
    const known = this.#keys.get(id);
    if (known !== undefined) return known.model;
    const model = new KeyModel();
    this.#keys.set(id, { place, model });
    return model;
  }
}
