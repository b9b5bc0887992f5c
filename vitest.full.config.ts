import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What takes too long for every run: files of 70,000 entries and of more than 4 GB, 20,000 follows, ten times the schedules of kills and faults, and each moment of an import. */
export default mergeConfig({ ...base, test: { ...base.test, include: [], exclude: [] } }, { test: { include: ['lib/**/*.large.test.ts', 'lib/jobs/runner.test.ts', 'lib/background/{importRun,importKills,longImport}.test.ts'], env: { SCHEDULES: '500' }, fileParallelism: false } });
