/** The types of parameter, as AWS spells them. */
export const parameterTypes = ['String', 'StringList', 'SecureString'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** The tiers a parameter can be in. */
export type ParameterTier = 'Standard' | 'Advanced';

/** One version, never changed but for its labels. */
export interface ParameterVersion {
  readonly version: number;
  /** Plain text, or a SecureString's ciphertext in base64: plaintext of a SecureString is never stored. */
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** ARN of the caller that put it. */
  readonly modifiedBy: string;
  readonly description: string | null;
  readonly allowedPattern: string | null;
  /** As the put named it; `null` unless a SecureString. */
  readonly keyId: string | null;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly labels: readonly string[];
}

/** A parameter and the versions of it that are kept, oldest first; there is always one. */
export interface Parameter {
  readonly arn: string;
  /** As it was created, with or without the leading slash. */
  readonly name: string;
  readonly type: ParameterType;
  readonly versions: readonly [ParameterVersion, ...ParameterVersion[]];
  readonly tags: Readonly<Record<string, string>>;
}

/** The newest version. */
export function latest(parameter: Parameter): ParameterVersion {
  return parameter.versions.at(-1) ?? parameter.versions[0];
}

/** The version a selector names: a number, a label, or the newest for `null`. `null` if there is none such. */
export function select(parameter: Parameter, selector: string | null): ParameterVersion | null {
  if (selector === null) return latest(parameter);
  const wanted = /^[0-9]+$/.test(selector) ? Number(selector) : null;
  const found = parameter.versions.find((version) =>
    wanted === null ? version.labels.includes(selector) : version.version === wanted,
  );
  return found ?? null;
}
