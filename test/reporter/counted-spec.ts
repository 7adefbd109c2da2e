import Mocha from 'mocha';

/** mocha's own `spec` output, closed by one line that counts the run: `12 passed, 0 failed`, `, 1 skipped` if any. */
class CountedSpec extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending === 0 ? '' : `, ${pending} skipped`;
      process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
    });
  }
}

// biome-ignore lint/style/noDefaultExport: mocha loads a reporter by its module's default export
export default CountedSpec;
