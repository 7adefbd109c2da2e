import type { Page } from './page.ts';

/** What a person would notice at once: nothing sticks out, nothing is too small or too pale to read. */
export interface Looks {
  /** Pixels by which the page is wider than the screen. */
  readonly overflow: number;
  /** What sticks out of the screen and is in no box that scrolls. */
  readonly out: readonly string[];
  /** Tables wider than the box they are in, which then scrolls. */
  readonly scrolling: number;
  /** Of text, in pixels. */
  readonly smallest: number;
  /** Text whose contrast with what is behind it is below 4.5 : 1 (WCAG 2.2, 1.4.3), with its ratio. */
  readonly pale: readonly string[];
  readonly sections: readonly string[];
  readonly bars: number;
  readonly foreground: string;
  readonly background: string;
}

const script = `(() => {
  const width = document.documentElement.clientWidth;
  const start = (one) => one.outerHTML.slice(0, 120);
  const visible = [...document.querySelectorAll('body *')].filter((one) => one.getClientRects().length > 0 && !(one instanceof SVGElement));
  const out = visible.filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    const box = one.parentElement.closest('.scroll');
    const scrolls = box !== null && getComputedStyle(box).overflowX === 'auto';
    return !scrolls && (left < -1 || right > width + 1);
  });
  const worded = visible.filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== ''));
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    for (let at = one; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const light = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one) => {
    const [dark, bright] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  return {
    overflow: document.documentElement.scrollWidth - width,
    out: out.map(start),
    scrolling: [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length,
    smallest: Math.min(...worded.map((one) => parseFloat(getComputedStyle(one).fontSize))),
    pale: worded.filter((one) => contrast(one) < 4.5).map((one) => contrast(one).toFixed(2) + ' ' + start(one)),
    sections: [...document.querySelectorAll('section')].filter((one) => one.getBoundingClientRect().height > 40).map(({ id }) => id),
    bars: [...document.querySelectorAll('svg.bar')].filter((one) => one.getBoundingClientRect().width > 50).length,
    foreground: getComputedStyle(document.body).color,
    background: getComputedStyle(document.body).backgroundColor,
  };
})()`;

export function looksOf(page: Page): Promise<Looks> {
  return page.evaluate<Looks>(script);
}
