/** One line of a chart. */
interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** What a chart shows; x is logarithmic and marked where there are points, y is linear from 0. */
export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly yMost: number;
  readonly yTicks: readonly number[];
  readonly showY: (value: number) => string;
  readonly showX: (value: number) => string;
  readonly lines: readonly Line[];
  /** A level to be held against, drawn across. */
  readonly level?: { readonly y: number; readonly name: string };
}

const width = 560;
const height = 360;
const inner = { left: 64, right: 540, top: 44, bottom: 292 };
/** Dashes and marks differ too: lines lie on each other, and colours are not seen alike by all. */
const dashes = ['', '8 5', '2 4'];
const radii = [7, 5, 3];

/** The chart as an svg element; classes `line-0`, … are coloured by the page. */
export function chartSvg({ title, xTitle, yTitle, yMost, yTicks, showY, showX, lines, level }: Chart): string {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((one, other) => one - other);
  const [low, high] = [Math.log(xs[0] ?? 1), Math.log(xs.at(-1) ?? 10)];
  const atX = (x: number) =>
    round(inner.left + 20 + ((Math.log(x) - low) / (high - low)) * (inner.right - inner.left - 40));
  const atY = (y: number) => round(inner.bottom - (y / yMost) * (inner.bottom - inner.top));
  const parts = [
    `<text class="title" x="${inner.left}" y="22">${title}</text>`,
    ...yTicks.map(
      (y) =>
        `<line class="grid" x1="${inner.left}" x2="${inner.right}" y1="${atY(y)}" y2="${atY(y)}"/>` +
        `<text class="tick" text-anchor="end" x="${inner.left - 8}" y="${atY(y) + 4}">${showY(y)}</text>`,
    ),
    ...xs.map(
      (x, index) =>
        `<line class="grid" x1="${atX(x)}" x2="${atX(x)}" y1="${inner.bottom}" y2="${inner.bottom + 5}"/>` +
        `<text class="tick" text-anchor="${index === 1 ? 'end' : index === 2 ? 'start' : 'middle'}" x="${atX(x)}" y="${inner.bottom + 20}">${showX(x)}</text>`,
    ),
    `<text class="tick" text-anchor="middle" x="${(inner.left + inner.right) / 2}" y="${inner.bottom + 40}">${xTitle}</text>`,
    `<text class="tick" x="${inner.left}" y="${inner.top - 6}">${yTitle}</text>`,
    ...(level === undefined
      ? []
      : [
          `<line class="level" x1="${inner.left}" x2="${inner.right}" y1="${atY(level.y)}" y2="${atY(level.y)}"/>`,
          `<text class="level-name" text-anchor="end" x="${inner.right}" y="${atY(level.y) - 6}">${level.name}</text>`,
        ]),
    ...lines.map(({ points }, index) => {
      const path = points.map(({ x, y }) => `${atX(x)},${atY(y)}`).join(' ');
      const marks = points
        .map(({ x, y }) => `<circle cx="${atX(x)}" cy="${atY(y)}" r="${radii[index % 3]}"/>`)
        .join('');
      return `<g class="line-${index}"><polyline points="${path}" stroke-dasharray="${dashes[index % 3]}"/>${marks}</g>`;
    }),
    ...lines.map(({ name }, index) => {
      const x = inner.left + index * 130;
      return (
        `<g class="line-${index}"><polyline points="${x},${height - 8} ${x + 34},${height - 8}" stroke-dasharray="${dashes[index % 3]}"/>` +
        `<circle cx="${x + 17}" cy="${height - 8}" r="${radii[index % 3]}"/></g>` +
        `<text class="tick" x="${x + 42}" y="${height - 4}">${name}</text>`
      );
    }),
  ];
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${parts.join('\n')}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
