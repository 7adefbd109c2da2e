import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import { checkedTags, tagsOfRequest, withInherited } from '../../src/sts/session-tags.ts';

const refusedAs = (code: string) => (error: unknown) => error instanceof AwsError && error.code === code;

describe('session tags', () => {
  it('are read from the fields in the order of their numbers', () => {
    const { tags, transitiveTagKeys } = tagsOfRequest({
      'Tags.member.10.Key': 'b',
      'Tags.member.10.Value': '',
      'Tags.member.2.Key': 'a',
      'Tags.member.2.Value': '1',
      'TransitiveTagKeys.member.1': 'a',
    });
    assert.deepEqual(
      [...tags],
      [
        ['a', '1'],
        ['b', ''],
      ],
    );
    assert.deepEqual(transitiveTagKeys, ['a']);
  });

  it('are refused when a field is no such list', () => {
    for (const fields of [{ 'Tags.1.Key': 'a' }, { 'Tags.member.1.Key': 'a' }, { 'Tags.member.01.Key': 'a' }]) {
      assert.throws(() => tagsOfRequest(fields), refusedAs('ValidationError'));
    }
  });

  it('that are transitive go on into the next session, and stay transitive', () => {
    const next = withInherited(checkedTags([['Extra', '1']], []), new Map([['TenantId', 'acme']]));
    assert.deepEqual(next.tags, { TenantId: 'acme', Extra: '1' });
    assert.deepEqual(next.transitiveTagKeys, ['TenantId']);
  });

  it('that are transitive cannot be set anew, in any case', () => {
    assert.throws(
      () => withInherited(checkedTags([['TENANTID', 'globex']], []), new Map([['TenantId', 'acme']])),
      refusedAs('InvalidParameterValue'),
    );
  });
});
