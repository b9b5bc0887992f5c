// The doors of the product, as lint rules: what may be done in named files only. `scripts/lint.test.ts` proves that each holds.

const globalObjects = ['globalThis', 'window', 'self', 'frames', 'top', 'parent'];
/** A global, under its own name and through the objects that hold all of them. */
const globals = (message, ...names) => ({
  globals: names.map((name) => ({ name, message })),
  properties: names.flatMap((property) => globalObjects.map((object) => ({ object, property, message }))),
});
/** A property of whatever object: as `a.b`, `a['b']` and `const { b } = a`. */
const properties = (message, ...names) => ({ properties: names.map((property) => ({ property, message })) });
const syntax = (message, ...selectors) => ({ syntax: selectors.map((selector) => ({ selector, message })) });
const key = (name) => `:matches([key.name='${name}'],[key.value='${name}'])`;

const timeMessage = 'Time has one door: lib/browser/clock.';
const networkMessage = 'Only the named files speak to the network.';
const requestMessage = 'Only lib/pages/writes.ts writes to a server page, and only the API client to an API.';
const cookieMessage = 'Only the named files ask with the cookies of the person.';
const pressMessage = 'The person presses the buttons of a server page.';
const passwordMessage = 'Password fields are never selected.';
const htmlMessage = 'HTML is never inserted.';
const linkMessage = 'What a server or a file names becomes a link in components/ui/Away alone, and a picture by safeUrl.';
const messageMessage = 'Messages have one door: lib/browser/runtime.';
const secretMessage = 'Tokens and secrets stay with the background and its API client.';
const logMessage = 'Nothing is written to a log.';
const codeMessage = 'No text is run.';
const buildMessage = 'What ships and what is tested differ in the clock alone.';

/** What every door forbids, by the name under which a file may be let through. */
const doors = {
  time: [
    globals(timeMessage, 'setTimeout', 'setInterval', 'performance', 'scheduler', 'Temporal'),
    { properties: [...globalObjects.map((object) => ({ object, property: 'Date', message: timeMessage })), { object: 'Date', property: 'now', message: timeMessage }] },
    syntax(
      timeMessage,
      "NewExpression[callee.name='Date'][arguments.length=0]",
      // `Date()`, and `Date` under another name.
      ":not(NewExpression, MemberExpression, Property, TSTypeReference) > Identifier[name='Date']",
      "CallExpression > Identifier.callee[name='Date']",
      "CallExpression > Identifier.arguments[name='Date']",
      "NewExpression > Identifier.arguments[name='Date']",
      "ObjectExpression > Property > Identifier.value[name='Date']",
    ),
  ],
  alarms: [properties('Alarms have one door: lib/browser/clock.', 'alarms')],
  /** See docs/decisions/0003. */
  timeouts: [{ properties: [{ object: 'AbortSignal', property: 'timeout', message: 'Time-outs of requests have their files (docs/decisions/0003).' }] }],
  network: [globals(networkMessage, 'fetch', 'fetchLater', 'XMLHttpRequest', 'Request', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'RTCPeerConnection', 'importScripts'), properties(networkMessage, 'sendBeacon', 'XMLHttpRequest')],
  requests: [
    syntax(
      requestMessage,
      `ObjectExpression > Property${key('method')}:not([value.value='GET'])`,
      "AssignmentExpression > MemberExpression.left:matches([property.name='method'],[property.value='method'])",
      'JSXAttribute[name.name=/^(method|action|formAction|formMethod)$/]',
    ),
  ],
  cookies: [syntax(cookieMessage, `ObjectExpression > Property${key('credentials')}:not([value.value='omit'])`, "AssignmentExpression > MemberExpression.left:matches([property.name='credentials'],[property.value='credentials'])")],
  press: [
    properties(pressMessage, 'submit', 'requestSubmit', 'click', 'createEvent'),
    globals(pressMessage, 'MouseEvent', 'PointerEvent', 'SubmitEvent', 'KeyboardEvent', 'TouchEvent'),
    syntax(pressMessage, "NewExpression[callee.name=/Event$/] > Literal:first-child[value=/^(click|submit|mouse|pointer|key)/]"),
  ],
  passwords: [
    // In a selector, and the name of a field wherever it stands; the place of an error beside the field may be looked for, and the field be left out.
    syntax(
      passwordMessage,
      ...["Literal[value=R]", 'TemplateElement[value.raw=R]'].flatMap((node) => [
        `CallExpression:matches([callee.property.name=/^(querySelector|querySelectorAll|closest|matches|namedItem|getElement.*|evaluate)$/],[callee.property.value=/^(querySelector|querySelectorAll|closest|matches|namedItem|getElement.*|evaluate)$/]) > ${node.replace('R', '/(?<!:not\\([^)]*)password[^ >+~,]*\\s*(,|$)/i')}`,
        node.replace('R', '/(?<!:not\\([^)]*)([#[=_]|(^|[ ,>+~])\\.)[^ ,:(]*password[^ >+~,]*\\s*(,|$)/i'),
      ]),
      `CallExpression[callee.property.name=/^(querySelector|querySelectorAll|closest|matches)$/] > TemplateLiteral TemplateElement[value.raw=/(?<!:not\\([^)]*)password/i]`,
    ),
  ],
  html: [
    properties(htmlMessage, 'innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTML', 'setHTMLUnsafe', 'parseHTMLUnsafe', 'createContextualFragment', 'srcdoc'),
    { properties: ['document', 'doc'].flatMap((object) => ['write', 'writeln'].map((property) => ({ object, property, message: htmlMessage }))) },
    syntax(htmlMessage, 'JSXAttribute[name.name=/^(dangerouslySetInnerHTML|srcDoc|srcdoc)$/]', `Property${key('dangerouslySetInnerHTML')}`, "CallExpression[callee.object.property.name='ownerDocument'][callee.property.name=/^write(ln)?$/]"),
  ],
  links: [
    globals(linkMessage, 'open'),
    { properties: ['assign', 'replace'].map((property) => ({ object: 'location', property, message: linkMessage })) },
    syntax(
      linkMessage,
      // Places of the page itself begin with `#`.
      "JSXOpeningElement:not([name.name='Away']) > JSXAttribute[name.name='href'] > JSXExpressionContainer > :not(TemplateLiteral[quasis.0.value.raw=/^#/])",
      "AssignmentExpression > MemberExpression.left:matches([property.name=/^(href|src|srcset)$/],[property.value=/^(href|src|srcset)$/])",
      "AssignmentExpression > Identifier.left[name='location']",
    ),
  ],
  pictures: [syntax(linkMessage, "JSXAttribute[name.name=/^(src|srcset|srcSet|poster|data|action|formAction)$/] > JSXExpressionContainer > :not(CallExpression[callee.name='safeUrl'])")],
  /** Other extensions reach the background by `on…External` alone, and a page's scripts by the messages of its window. */
  messages: [
    properties(messageMessage, 'onMessageExternal', 'onConnectExternal', 'onConnect', 'onUserScriptMessage', 'onUserScriptConnect', 'onmessage'),
    syntax(messageMessage, "CallExpression[callee.property.name='addEventListener'] > Literal:first-child[value='message']", "CallExpression[callee.name='addEventListener'] > Literal:first-child[value='message']"),
  ],
  session: [properties('Session storage stays with our own contexts.', 'setAccessLevel')],
  secrets: [properties(secretMessage, 'accessToken', 'clientSecret')],
  logs: [globals(logMessage, 'console')],
  code: [globals(codeMessage, 'eval', 'Function', 'execScript'), syntax(codeMessage, 'Literal[value=/^\\s*javascript:/i]', 'TemplateElement[value.raw=/^\\s*javascript:/i]')],
  extension: [globals('Use lib/browser.', 'chrome', 'browser')],
  builds: [syntax(buildMessage, "MetaProperty[meta.name='import']"), globals(buildMessage, 'process')],
  /** Nothing above may be had by taking the global object under another name. */
  globals: [syntax('Name what is used.', ":not(MemberExpression, TSTypeQuery, TSQualifiedName) > Identifier[name='globalThis']", 'VariableDeclarator > Identifier.init[name=/^(window|self)$/]'), properties('Name what is used.', 'defaultView')],
};

const extensionApi = 'Extension APIs have one door: lib/browser.';
const imports = {
  paths: ['wxt/browser', 'webextension-polyfill', '@wxt-dev/webextension-polyfill', '#imports'].map((name) => ({ name, message: extensionApi })),
  patterns: [
    { group: ['wxt/browser/*', '@wxt-dev/webextension-polyfill/*', '@wxt-dev/browser*', 'wxt/utils/storage', 'wxt/storage', '@wxt-dev/storage'], message: extensionApi },
    { group: ['**/testing/*'], message: 'What is in a folder `testing` is for tests alone.' },
  ],
};
const dynamicImports = syntax(extensionApi, 'ImportExpression[source.value=/^(wxt|webextension-polyfill|@wxt-dev)/]', "ImportExpression:not([source.type='Literal'])");

const collect = (rules, part) => rules.flatMap((rule) => rule[part] ?? []);

/** The rules of all doors but those named in `open`; `importing` = extension APIs may be imported. */
export function closed(open = [], { importing = false } = {}) {
  const rules = Object.entries(doors).flatMap(([name, door]) => (open.includes(name) ? [] : door));
  return {
    'no-restricted-globals': ['error', ...collect(rules, 'globals')],
    'no-restricted-properties': ['error', ...collect(rules, 'properties')],
    'no-restricted-syntax': ['error', ...collect([...rules, ...(importing ? [] : [dynamicImports])], 'syntax')],
    'no-restricted-imports': importing ? 'off' : ['error', imports],
  };
}

/** Tests control time; they never wait for it, nor read that of this machine. */
export const testTime = {
  'no-restricted-globals': ['error', ...['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Wait for a condition.' }))],
  'no-restricted-properties': ['error', ...collect(doors.time, 'properties').filter(({ property }) => ['Date', 'now', 'setTimeout', 'setInterval'].includes(property)), { property: 'waitForTimeout', message: 'Wait for a condition.' }],
  'no-restricted-syntax': ['error', ...collect(doors.time, 'syntax')],
  'no-restricted-imports': ['error', { paths: ['node:timers', 'timers', 'node:timers/promises', 'timers/promises'].map((name) => ({ name, message: 'Wait for a condition.' })) }],
};

/** No door is closed. */
export const unbound = Object.fromEntries(Object.keys(testTime).map((name) => [name, 'off']));
