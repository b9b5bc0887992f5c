/** Dependencies point one way: what a thing is knows nothing of how it is stored, sent or shown. */
const inside = (...names) => names.map((name) => `^lib/${name}/`).join('|');
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from, pathNot: '\\.test\\.tsx?$' }, to: { path: to, dependencyTypesNot: ['type-only'] } });

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    rule('pure', inside('move', 'formats'), `${inside('kinds', 'servers', 'pages', 'jobs', 'store', 'mastodon', 'browser', 'background', 'messages')}|^components|^entrypoints`, 'move and formats are pure'),
    rule('kinds', inside('kinds', 'pages'), `${inside('jobs', 'store', 'mastodon', 'browser', 'background')}|^components|^entrypoints`, 'kinds and pages get their gateways handed in'),
    rule('jobs', inside('jobs'), `${inside('store', 'mastodon', 'browser', 'background')}|^components|^entrypoints`, 'jobs get their ports handed in'),
    rule('adapters', inside('store', 'mastodon', 'browser'), `${inside('jobs', 'background')}|^components|^entrypoints`, 'adapters know no use cases'),
    rule('background', inside('background'), '^components|^entrypoints', 'the background shows nothing'),
    rule('no-door', '^lib/(background|jobs|mastodon|kinds|move|formats|pages|store|messages/(contract|listen))(?!/start\\.ts)', 'wxt/browser|webextension-polyfill', 'extension APIs have one door'),
    { name: 'popup', severity: 'error', comment: 'the popup has no database: to open one takes longer than to draw it', from: { path: '^(components/popup|entrypoints/popupPage)' }, to: { path: 'node_modules/(dexie|@tanstack)', reachable: true } },
    rule('guide', '^(components/guide|entrypoints/guide\\.content)/', `${inside('store', 'mastodon', 'kinds', 'jobs', 'background', 'servers')}|^components/(desk|popup|data|steps|ui)|node_modules/(dexie|valibot|@zip)`, 'the guide has no database and no token'),
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: '\\.css' },
};
