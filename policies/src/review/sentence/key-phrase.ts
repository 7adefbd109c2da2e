import { callerWord, type Place } from './place.ts';

/** A condition key in words: one value's name, or, for a key of many values, what each of them is. */
export type KeyPhrase =
  | { readonly kind: 'one'; readonly name: string; readonly present: string; readonly absent: string }
  | { readonly kind: 'set'; readonly each: string };

const sets: Readonly<Record<string, string>> = {
  'aws:tagkeys': 'requested tag key',
  'dynamodb:attributes': 'attribute',
  'dynamodb:leadingkeys': 'leading key',
  'kms:encryptioncontextkeys': 'encryption context key',
  'sts:identitytokenaudience': 'audience',
  'sts:transitivetagkeys': 'transitive tag key',
};

const names: Readonly<Record<string, string>> = {
  'aws:principalaccount': "the caller's account",
  'aws:principalarn': 'the caller',
  'aws:principalorgid': "the caller's organisation",
  'aws:principaltype': "the caller's type",
  'aws:resourceaccount': "the resource's account",
  'aws:resourceorgid': "the resource's organisation",
  'aws:sourceaccount': 'the account that the service acts for',
  'aws:sourcearn': 'the resource that the service acts for',
  'aws:sourceidentity': "the session's source identity",
  'aws:sourceip': "the caller's address",
  'aws:sourceorgid': 'the organisation that the service acts for',
  'iam:permissionsboundary': 'the permission boundary',
  'kms:encryptioncontext:parameter_arn': 'the parameter named by the encryption context',
  'kms:viaservice': 'the service that the call comes through',
  'servicediscovery:namespacename': 'the namespace',
  'servicediscovery:servicename': 'the service that is looked for',
  'sts:durationseconds': 'the number of seconds asked for',
  'sts:rolesessionname': 'the session name',
  'sts:sourceidentity': 'the source identity',
};

/** The key in words; a key this project does not know keeps its own name. */
export function keyPhrase(key: string, place: Place): KeyPhrase {
  const folded = key.toLowerCase();
  const each = sets[folded];
  if (each !== undefined) return { kind: 'set', each };
  const slash = key.indexOf('/');
  const tag = key.slice(slash + 1);
  const caller = `the ${callerWord(place)}`;
  switch (slash < 0 ? '' : folded.slice(0, slash)) {
    case 'aws:principaltag':
      return phrases(
        `${caller}'s ${tag} tag`,
        `${caller} has ${article(tag)} ${tag} tag`,
        `${caller} has no ${tag} tag`,
      );
    case 'aws:requesttag':
      return phrases(
        `the requested ${tag} tag`,
        `${article(tag)} ${tag} tag is requested`,
        `no ${tag} tag is requested`,
      );
    case 'aws:resourcetag':
      return phrases(
        `the resource's ${tag} tag`,
        `the resource has ${article(tag)} ${tag} tag`,
        `the resource has no ${tag} tag`,
      );
  }
  // `<issuer>:aud`, where the issuer is a host with a path of its own.
  const [, issuer, claim] = /^([^:]*[.][^:]*):(aud|sub)$/.exec(folded) ?? [];
  if (issuer !== undefined) {
    const token = `token of ${key.slice(0, issuer.length)}`;
    const name = claim === 'aud' ? 'audience' : 'subject';
    return phrases(
      `the ${name} of the ${token}`,
      `there is a ${token} with ${article(name)} ${name}`,
      `there is no ${token} with ${article(name)} ${name}`,
    );
  }
  const context = /^kms:encryptioncontext:(.+)$/.exec(folded)?.[1];
  const name =
    names[folded] ?? (context === undefined ? key : `${key.slice(-context.length)} of the encryption context`);
  return phrases(name);
}

function phrases(name: string, present = `${name} is present`, absent = `${name} is absent`): KeyPhrase {
  return { kind: 'one', name, present, absent };
}

function article(word: string): 'a' | 'an' {
  return /^[aeio]/i.test(word) ? 'an' : 'a';
}
