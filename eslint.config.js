import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { closed, testTime, unbound } from './scripts/doors.mjs';

/** The files that a door lets through, and which doors. */
const open = {
  'lib/browser/clock.ts': ['time', 'alarms'],
  'lib/mastodon/http.ts': ['timeouts', 'requests'],
  'lib/mastodon/media.ts': ['timeouts'],
  'lib/mastodon/change.ts': ['requests'],
  'lib/mastodon/oauth.ts': ['requests', 'secrets'],
  'lib/mastodon/profile.ts': ['requests'],
  'lib/mastodon/writer.ts': ['requests'],
  'lib/mastodon/settingsFiles.ts': ['cookies'],
  'lib/background/**': ['secrets'],
  'lib/background/start.ts': ['network'],
  'lib/pages/writes.ts': ['network', 'requests', 'cookies'],
  'components/guide/commands.ts': ['network', 'cookies'],
  'components/guide/start.tsx': ['network', 'cookies'],
  // Elements of our own: what is saved, and the picker of a file.
  'components/desk/saveZip.ts': ['press', 'links'],
  'components/data/saveText.ts': ['press', 'links'],
  'components/backup/FileBox.tsx': ['press'],
  'components/backup/ArchiveBox.tsx': ['press'],
  'components/ui/Away.tsx': ['links'],
  // Files that are kept, and what `useSideProfile` has looked at.
  'components/backup/PostCard.tsx': ['pictures'],
  'components/profile/PartChoice.tsx': ['pictures'],
  'components/profile/ProfileCard.tsx': ['pictures'],
  // A worker of our own and the page that started it.
  'lib/backupFile/worker.ts': ['messages'],
  'lib/backupFile/client.ts': ['messages'],
};

export default tseslint.config(
  { ignores: ['.output', '.wxt', 'artifacts', 'node_modules', 'scripts/**/*.mjs', 'eslint.config.js', '.size-limit.mjs', '.dependency-cruiser.cjs'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['lib/**', 'components/**', 'entrypoints/**'], rules: closed() },
  { files: ['lib/browser/**'], rules: closed([], { importing: true }) },
  ...Object.entries(open).map(([file, names]) => ({ files: [file], rules: closed(names, { importing: file.startsWith('lib/browser/') }) })),
  { files: ['e2e/**'], rules: testTime },
  { files: ['e2e/servers/**'], rules: { '@typescript-eslint/no-base-to-string': 'off' } },
  // The clocks that tests set, what waits by a request's own fault, the time at which a report was made, and how
  // much memory there is meanwhile.
  { files: ['e2e/clock/**', 'e2e/servers/{clock,world,app}.ts', 'e2e/fixtures/report.ts', 'e2e/bench/memory.ts', '**/*.test.{ts,tsx}', '**/testing/**'], rules: unbound },
);
