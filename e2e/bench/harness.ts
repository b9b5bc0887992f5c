import { resolve } from 'node:path';
import type { Page, Worker } from '@playwright/test';
import { build } from 'vite';
import type * as inside from './inside/index';

/** What a benchmark may ask for inside the extension's origin. */
type Inside = typeof inside;
type Place = Pick<Page & Worker, 'url'> & { evaluate(code: string): Promise<unknown> };

let bundled: Promise<string> | null = null;

/**
 * Puts the benchmark's own code into one of the extension's pages or its worker, by the browser's debugger: the build
 * that is measured stays as it ships. Asked for with `inExtension`.
 */
export async function putInside(place: Place): Promise<void> {
  bundled ??= bundle();
  await place.evaluate(await bundled);
}

/** Runs a function of the benchmark's code there. What goes in and what comes out is JSON. */
export async function inExtension<Name extends keyof Inside>(place: Place, name: Name, ...args: Parameters<Inside[Name]>): Promise<Awaited<ReturnType<Inside[Name]>>> {
  return (await place.evaluate(`movingDayBench[${JSON.stringify(name)}](...${JSON.stringify(args)})`)) as Awaited<ReturnType<Inside[Name]>>;
}

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': resolve('.') } },
    build: { write: false, minify: false, lib: { entry: resolve('e2e/bench/inside/index.ts'), formats: ['iife'], name: 'movingDayBench', fileName: 'bench' } },
  });
  const chunk = [output].flat().flatMap((one) => ('output' in one ? one.output : [])).find((part) => part.type === 'chunk');
  if (!chunk) throw new Error('nothing was bundled');
  // A declaration would stay inside the evaluation.
  return `${chunk.code}\nglobalThis.movingDayBench = movingDayBench; undefined;`;
}
