import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { characterBudgets } from '../../src/lint/character-budget.ts';
import { lintCommand, lintModes } from '../../src/lint/lint-command.ts';
import { lintRules } from '../../src/lint/rules.ts';
import { runLint } from '../../src/lint/run-lint.ts';
import { policySet } from '../../src/policy-set.ts';
import { modeSet, renderedModes } from '../../src/review/rendered/rendered-files.ts';
import { longestNames } from '../deployments.ts';
import { brokenActions } from './broken-actions.ts';
import { brokenForm } from './broken-form.ts';
import { brokenGuards } from './broken-guards.ts';
import { brokenResources } from './broken-resources.ts';
import { type BrokenSets, sound, withStatement } from './broken-statement.ts';

const broken: BrokenSets = { ...brokenForm, ...brokenActions, ...brokenGuards, ...brokenResources };

describe('Linting', () => {
  it('finds no error in the documents as they are, in either mode', () => {
    for (const mode of renderedModes) {
      const errors = runLint(modeSet(mode)).filter(({ level }) => level === 'error');
      assert.deepEqual(errors, []);
    }
  });

  it('finds no error with the longest legal names', () => {
    const errors = runLint(policySet(longestNames)).filter(({ level }) => level === 'error');
    assert.deepEqual(errors, []);
  });

  for (const rule of lintRules) {
    for (const [what, set, sid, level = 'error'] of broken[rule.id] ?? []) {
      it(`${rule.id} finds ${what}`, () => {
        const before = new Set(runLint(sound).map((finding) => JSON.stringify(finding)));
        const findings = runLint(set).filter((one) => one.rule === rule.id && !before.has(JSON.stringify(one)));
        assert.ok(findings.length > 0);
        for (const finding of findings) {
          assert.deepEqual([finding.sid, finding.level], [sid, level]);
          assert.match(finding.text, /\.$/);
          assert.match(finding.advice, /\.$/);
        }
      });
    }
  }

  it('has seen every rule find something', () => {
    assert.deepEqual(Object.keys(broken).sort(), lintRules.map(({ id }) => id).sort());
  });

  it('counts a session policy with the longest legal names in it', () => {
    const [longest] = characterBudgets(policySet(longestNames)).filter(
      ({ document }) => document === 'session-write-service',
    );
    assert.ok(
      longest !== undefined && longest.characters > 2_000 && longest.characters <= 2_048,
      String(longest?.characters),
    );
  });
});

describe('The lint command', () => {
  it('prints a line a rule and exits with 0 when there is no error', () => {
    const lines: string[] = [];
    assert.equal(
      lintCommand((line) => lines.push(line)),
      0,
    );
    for (const { id } of lintRules) assert.equal(lines.filter((line) => line.includes(` ${id}: `)).length, 1);
    assert.match(lines.at(-1) ?? '', /^13 rules, 0 errors, \d+ notes$/);
  });

  it('prints where and what to do, and exits with 1, when there is one; what both modes share it tells once', () => {
    const lines: string[] = [];
    const set = withStatement('tenant-reader', 'ReadOwnItems', { Resource: '*' });
    assert.equal(
      lintCommand(
        (line) => lines.push(line),
        () => set,
      ),
      1,
    );
    const told = lines.filter((line) => line.includes('web-identity/tenant-reader/ReadOwnItems allows on *.'));
    assert.equal(told.length, 1);
    assert.equal(lintModes(() => set).filter(({ level }) => level === 'error').length, 1);
  });
});
