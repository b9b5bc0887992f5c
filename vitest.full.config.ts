import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What takes too long for every run: files of 70,000 entries and of more than 4 GB, and ten times the schedules of kills and faults. */
export default mergeConfig({ ...base, test: { ...base.test, include: [], exclude: [] } }, { test: { include: ['lib/**/*.large.test.ts', 'lib/jobs/runner.test.ts'], env: { SCHEDULES: '500' }, fileParallelism: false } });
