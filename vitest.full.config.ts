import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What takes too long for every run (`*.long.test.ts`): files of 70,000 entries and of more than 4 GB, 20,000 follows, days of waiting, a kill at each moment of an import; and ten times the schedules of kills and faults. */
export default defineConfig({
  resolve: { alias: { '@': resolve('.') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['lib/**/*.long.test.ts', 'lib/archive/large.test.ts', 'lib/jobs/runner.test.ts', 'lib/background/importRun.test.ts'], testTimeout: 240_000, env: { SCHEDULES: '500' }, maxWorkers: 2 },
});
