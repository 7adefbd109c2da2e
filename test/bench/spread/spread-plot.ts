import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One line of the plot. */
export interface PlottedSpread {
  readonly name: string;
  /** One number a change, in milliseconds. */
  readonly ms: readonly number[];
}

const [width, height] = [720, 360];
const [left, right, top, bottom] = [64, 24, 48, 52];
/** Readable on white and on black, and apart for those who see no red or green. */
const colours = ['#3b82c4', '#d9822b', '#7a6fb0', '#4f9d8f'];
const shares = [0.5, 0.9, 0.99, 0.999];
const targetMs = 250;

/**
 * Draws which share of changes took how long at most, with the slow ones stretched: every step up is a tenth of what is left. Writes
 * `file`, an SVG.
 */
export function drawSpreads(file: string, title: string, spreads: readonly PlottedSpread[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, svg(title, spreads));
}

function svg(title: string, spreads: readonly PlottedSpread[]): string {
  const most = Math.max(targetMs * 1.1, ...spreads.flatMap(({ ms }) => ms));
  const step = niceStep(most);
  const x = (ms: number) => left + ((width - left - right) * Math.max(ms, 0)) / (Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(left, 26, `${title}: share of changes that took at most so long`, 'start', '#1f2328', 'font-weight="600"'),
    ...ticks.flatMap((ms) => [
      line(x(ms), top, x(ms), height - bottom, '#e4e7eb'),
      text(x(ms), height - bottom + 20, `${ms}`, 'middle', '#57606a'),
    ]),
    ...shares.flatMap((share) => [
      line(left, y(share), width - right, y(share), '#e4e7eb'),
      text(left - 8, y(share) + 4, `${Number((share * 100).toFixed(1))} %`, 'end', '#57606a'),
    ]),
    text((left + width - right) / 2, height - 10, 'ms beyond the injected delay', 'middle', '#57606a'),
    line(x(targetMs), top, x(targetMs), height - bottom, '#57606a', 'stroke-dasharray="4 4"'),
    text(x(targetMs) - 6, height - bottom - 8, `target for 99 %: ${targetMs} ms`, 'end', '#57606a'),
    ...spreads.flatMap(({ name, ms }, index) => {
      const colour = colours[index % colours.length] ?? '';
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points(ms, x)}"/>`,
        line(left + 14, top + 14 + 20 * index, left + 38, top + 14 + 20 * index, colour, 'stroke-width="3"'),
        text(left + 44, top + 18 + 20 * index, name, 'start', '#1f2328'),
      ];
    }),
    '</svg>',
  ].join('\n')}\n`;
}

function points(ms: readonly number[], x: (ms: number) => number): string {
  const sorted = [...ms].sort((a, b) => a - b);
  return sorted.map((each, index) => `${x(each).toFixed(1)},${y((index + 0.5) / sorted.length).toFixed(1)}`).join(' ');
}

/** Nothing at the bottom; three nines, and all beyond, at the top. */
function y(share: number): number {
  const nines = Math.min(-Math.log10(Math.max(1 - share, 1e-9)), 3.2) / 3.2;
  return height - bottom - (height - top - bottom) * nines;
}

function niceStep(most: number): number {
  const rough = most / 8;
  const unit = 10 ** Math.floor(Math.log10(rough));
  return unit * ([1, 2, 5, 10].find((times) => times * unit >= rough) ?? 10);
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string, also = ''): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((place) => place.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${stroke}" ${also}/>`;
}

function text(at: number, base: number, content: string, anchor: string, fill: string, also = ''): string {
  return `<text x="${at.toFixed(1)}" y="${base.toFixed(1)}" text-anchor="${anchor}" fill="${fill}" ${also}>${content}</text>`;
}
