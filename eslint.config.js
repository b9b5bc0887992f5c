import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Time has one door: `lib/browser/clock`. */
const time = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Time has one door: lib/browser/clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time has one door: lib/browser/clock.' },
  { selector: "CallExpression[callee.name=/^(setTimeout|setInterval)$/]", message: 'Time has one door: lib/browser/clock.' },
  { selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']", message: 'Time has one door: lib/browser/clock.' },
  { selector: "MemberExpression[object.property.name='alarms']", message: 'Alarms have one door: lib/browser/clock.' },
];
/** Writes to servers have their files: the API client, and the closed list for settings pages. */
const writes = [
  { selector: "CallExpression[callee.name='fetch'] > ObjectExpression > Property[key.name='method']", message: 'Only lib/pages/writes.ts writes to a server page.' },
];
/** Nothing on a server's page is pressed, submitted or read that is the person's own. */
const pageElements = [
  { selector: "CallExpression[callee.property.name=/^(submit|requestSubmit|click)$/]", message: 'The person presses the buttons of a server page.' },
  { selector: "Literal[value=/(^|[^(])\\[type=.?password/]", message: 'Password fields are never selected.' },
];
const html = [
  { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML)$/]", message: 'HTML is never inserted.' },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'HTML is never inserted.' },
];
const chromeGlobal = { selector: "MemberExpression[object.name='chrome']", message: 'Use lib/browser.' };
const restrict = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules.flat()] });
const browserDoor = { 'no-restricted-imports': ['error', { paths: [{ name: 'wxt/browser', message: 'Extension APIs have one door: lib/browser.' }] }] };

export default tseslint.config(
  { ignores: ['.output', '.wxt', 'artifacts', 'node_modules', 'scripts/**/*.mjs', 'eslint.config.js', '.dependency-cruiser.cjs'] },
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
  { files: ['lib/**', 'components/**', 'entrypoints/**'], rules: { ...restrict(time, writes, html, chromeGlobal), ...browserDoor } },
  { files: ['lib/pages/**', 'components/guide/**', 'entrypoints/guide.content/**'], rules: { ...restrict(time, writes, html, chromeGlobal, pageElements) } },
  { files: ['lib/pages/writes.ts'], rules: { ...restrict(time, html, chromeGlobal, pageElements) } },
  { files: ['lib/browser/**'], rules: { ...restrict(time, writes, html, chromeGlobal), 'no-restricted-imports': 'off' } },
  { files: ['e2e/servers/**'], rules: { '@typescript-eslint/no-base-to-string': 'off' } },
  { files: ['lib/browser/clock.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['e2e/servers/**', 'e2e/specs/**'], ignores: ['e2e/servers/clock.ts', 'e2e/servers/world.ts', 'e2e/servers/app.ts'], rules: { ...restrict(time.slice(0, 3)) } },
);
