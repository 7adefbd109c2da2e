import { documentNames } from '../../policy-set.ts';
import type { Complaint, LintRule } from '../finding.ts';

export const version: LintRule = {
  id: 'version',
  what: 'Every document is of version 2012-10-17.',
  why: 'In any other, and when it is left out, variables are literal text.',
  check: (set) =>
    documentNames.flatMap((document): readonly Complaint[] => {
      // The type promises it; a document that was read from elsewhere may break the promise.
      const said: string | undefined = set.documents[document].Version;
      if (said === '2012-10-17') return [];
      const text = said === undefined ? 'has no version.' : `is of version ${said}.`;
      return [{ level: 'error', document, sid: null, text, advice: 'Write "Version": "2012-10-17".' }];
    }),
};

export const uniqueSids: LintRule = {
  id: 'unique-sids',
  what: 'Every statement has a Sid of letters and digits that no other of its document has.',
  why: 'A decision, a proof and an audit record name a statement by its Sid, and IAM takes no other characters.',
  check: (set) =>
    documentNames.flatMap((document) => {
      const sids = set.documents[document].Statement.map(({ Sid }) => Sid);
      return sids.flatMap((sid, index): readonly Complaint[] => {
        const legal = /^[A-Za-z0-9]+$/.test(sid ?? '');
        if (legal && sids.indexOf(sid) === index) return [];
        const text = legal ? `is the name of two statements.` : 'is no name of letters and digits.';
        return [{ level: 'error', document, sid: sid ?? null, text, advice: 'Name the statement by what it does.' }];
      });
    }),
};
