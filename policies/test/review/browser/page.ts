import { pathToFileURL } from 'node:url';
import type { Chromium } from './chromium.ts';

export interface PageOptions {
  /** CSS pixels. */
  readonly width: number;
  readonly dark?: boolean;
  readonly print?: boolean;
}

/** A page in a browser, loaded from a file with the network off. */
export class Page {
  readonly #browser: Chromium;
  readonly #session: string;
  /** Every address the page asked for, its own file aside. */
  readonly requests: readonly string[];
  /** What the browser has to complain about: errors, and what the page's own policy forbade. */
  readonly complaints: readonly string[];

  private constructor(browser: Chromium, session: string, requests: readonly string[], complaints: readonly string[]) {
    this.#browser = browser;
    this.#session = session;
    this.requests = requests;
    this.complaints = complaints;
  }

  /** Opens a file and waits until it is loaded. */
  static async open(
    browser: Chromium,
    file: string,
    { width, dark = false, print = false }: PageOptions,
  ): Promise<Page> {
    const { devTools } = browser;
    const { targetId } = await devTools.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await devTools.send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    const url = pathToFileURL(file).href;
    const requests: string[] = [];
    const complaints: string[] = [];
    const send = (method: string, params: object = {}) => devTools.send(method, params, session);
    await send('Network.enable');
    await send('Network.emulateNetworkConditions', {
      offline: true,
      latency: 0,
      downloadThroughput: 0,
      uploadThroughput: 0,
    });
    await send('Log.enable');
    await send('Page.enable');
    await send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 });
    await send('Emulation.setEmulatedMedia', {
      media: print ? 'print' : '',
      features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
    });
    const loaded = new Promise<void>((resolve) => {
      devTools.listen(({ method, params, session: from }) => {
        if (from !== session) return;
        if (method === 'Network.requestWillBeSent') {
          const asked = (params['request'] as { url: string }).url;
          if (asked !== url) requests.push(asked);
        }
        if (method === 'Log.entryAdded') complaints.push((params['entry'] as { text: string }).text);
        if (method === 'Page.loadEventFired') resolve();
      });
    });
    await send('Page.navigate', { url });
    await loaded;
    return new Page(browser, session, requests, complaints);
  }

  /** The value of a JavaScript expression in the page, which must be JSON. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const answer = await this.#browser.devTools.send(
      'Runtime.evaluate',
      { expression, returnByValue: true, awaitPromise: true },
      this.#session,
    );
    const { value } = answer['result'] as { value?: Value };
    if (value === undefined) throw new Error(`the page has no answer to: ${expression}`);
    return value;
  }

  /** The whole page as a PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#browser.devTools.send(
      'Page.captureScreenshot',
      { format: 'png', captureBeyondViewport: true },
      this.#session,
    );
    return Buffer.from(String(data), 'base64');
  }

  /** The page as it prints on A4. */
  async pdf(): Promise<Buffer> {
    const { data } = await this.#browser.devTools.send(
      'Page.printToPDF',
      { printBackground: true, preferCSSPageSize: true, paperWidth: 8.27, paperHeight: 11.69 },
      this.#session,
    );
    return Buffer.from(String(data), 'base64');
  }
}
