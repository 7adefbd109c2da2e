import { fileURLToPath } from 'node:url';

/** Where {@link bundleNotifier} writes unless told: the one file that Lambda runs, as `index.handler`. */
export const bundleFile = fileURLToPath(new URL('../dist/index.cjs', import.meta.url));

/**
 * Bundles the handler and all it needs into one file for Node 24. CommonJS, because that is what most of what it needs is.
 * esbuild is loaded only here: nothing that runs in Lambda knows it.
 */
export async function bundleNotifier(outfile: string = bundleFile): Promise<string> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [fileURLToPath(new URL('./handler.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Names stay, so that a stack in the log says where.
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  return outfile;
}
