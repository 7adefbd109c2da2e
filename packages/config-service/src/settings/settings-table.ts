import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

/** The README's table of settings, in Markdown. A test holds the README to it. */
export function settingsTable(): string {
  const rows = Object.entries<Variable<unknown>>(variables).map(
    ([name, { description, allowed, fallback }]) =>
      `| \`${name}\` | ${cell(description)} | ${cell(allowed)} | ${fallback === undefined ? '**required**' : shown(fallback)} |`,
  );
  return ['| Variable | What it sets | Allowed | Default |', '|---|---|---|---|', ...rows].join('\n');
}

function shown(fallback: unknown): string {
  return fallback === null ? 'none' : `\`${String(fallback)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
