/** One value or several; IAM reads both the same way. */
export type OneOrMore = string | readonly string[];

/** Operator → condition key → values. All of them must hold. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

/** One statement of an IAM policy, as this project writes them: always with a Sid, so that a decision can be named. */
export interface PolicyStatement {
  /** Letters and digits only, unique in its document. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Trust and resource policies only. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: PolicyCondition;
}

/** An IAM policy as plain JSON. The version is fixed: in any other, `${aws:PrincipalTag/TenantId}` is literal text. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}
