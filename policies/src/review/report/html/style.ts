import { Markup } from './markup.ts';
import { media } from './style/media.ts';
import { palette } from './style/palette.ts';
import { parts } from './style/parts.ts';
import { text } from './style/text.ts';

/** The one style of the page. It holds no text from outside. */
export const styleElement = new Markup(`<style>${palette}${text}${parts}${media}</style>`);
