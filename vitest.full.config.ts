import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** In milliseconds. The browsers under test come first: beside them a test may take ten times as long. What ends a test is that it does not end. */
const enough = 1_800_000;

/** What takes too long for every run (`*.long.test.ts`): files of 70,000 entries and of more than 4 GB, 20,000 follows, days of waiting, a kill at each moment of an import; and ten times the schedules of kills and faults. */
export default defineConfig({
  resolve: { alias: { '@': resolve('.') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['lib/**/*.long.test.ts', 'lib/archive/large.test.ts', 'lib/jobs/runner.test.ts', 'lib/background/importRun.test.ts'], testTimeout: enough, hookTimeout: enough, env: { SCHEDULES: '500' }, maxWorkers: 2 },
});
