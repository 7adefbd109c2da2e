import { fileURLToPath } from 'node:url';

/** Where {@link bundleNotifier} writes unless told: the one file that Lambda runs, as `index.handler`. */
export const bundleFile = fileURLToPath(new URL('../dist/index.cjs', import.meta.url));

/** Paths that esbuild tells are relative to this. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Bundles the handler and all it needs into one file for Node 24; where it is. */
export async function bundleNotifier(outfile: string = bundleFile): Promise<string> {
  await writeBundle(outfile);
  return outfile;
}

/**
 * Writes the bundle, and tells the files it was made of. CommonJS, because that is what most of what it needs is.
 * esbuild is loaded only here: nothing that runs in Lambda knows it.
 */
export async function writeBundle(outfile: string): Promise<readonly string[]> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: packageFolder,
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
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}
