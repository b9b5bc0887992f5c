import '@/components/ui/base.css';
import '@/components/popup/popup.css';
import '@/components/desk/desk.css';
import './gallery.css';
import { render, type ComponentChildren } from 'preact';
import { CheckLine } from '@/components/steps/CheckLine';
import { StepHelp } from '@/components/steps/StepHelp';
import { StepList } from '@/components/steps/StepList';
import { AccountChip, CountLink, Icon, Notice, ProblemNotice, SideWord } from '@/components/ui/parts';
import { VirtualList } from '@/components/backup/VirtualList';
import { problemCodes, type StepState } from '@/lib/move/model';
import type { SideView } from '@/lib/move/view';

const side = (role: 'old' | 'new', acct: string | null): SideView => ({ role, account: null, named: acct, origin: null, signedIn: acct !== null, may: [], signingIn: false, hostAccess: false });
const step = (id: StepState['id'], on: StepState['side'], status: StepState['status'], detail: string, vars: StepState['vars'] = []): StepState => ({ id, side: on, status, detail, vars, at: null, frozen: false });
const steps = [
  step('account', 'new', 'done', 'signedIn'),
  step('profile', 'new', 'skipped', 'skipped'),
  step('export', 'old', 'done', 'saved', [8_311]),
  step('import', 'new', 'current', 'partly', [120, 1_204]),
  step('alias', 'new', 'open', 'missing'),
  step('move', 'old', 'closed', 'behindCheckpoint'),
];
const names = Array.from({ length: 10_000 }, (_, n) => `@person_${n}@server-${n % 90}.example`);

function Part({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="part-of-gallery" aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}

function Gallery() {
  return (
    <main class="desk gallery">
      <h1>Parts</h1>
      <Part name="OLD and NEW">
        <div class="route">
          <AccountChip side={side('old', 'ada@old.example')} />
          <Icon name="arrow" />
          <AccountChip side={side('new', 'somebody_with_a_long_name@a-rather-long-server.example')} />
        </div>
        <p><SideWord role="old" /> <SideWord role="new" /></p>
      </Part>
      <Part name="Colours">
        <ul class="swatches">
          {['paper', 'card', 'ink', 'soft', 'line', 'old', 'old-bg', 'new', 'new-bg', 'ok', 'look', 'look-bg', 'stop', 'stop-bg', 'act'].map((token) => (
            <li key={token}><span style={{ background: `var(--${token})` }} /> --{token}</li>
          ))}
        </ul>
      </Part>
      <Part name="Buttons and links">
        <div class="actions">
          <button class="button" type="button">The one thing to do</button>
          <button class="button quiet" type="button">Another thing</button>
          <button class="button" type="button" disabled>Not now</button>
          <button class="link" type="button">A link that does something</button>
          <CountLink value={1_204} label="Show 1,204 entries" onClick={() => undefined} />
          <CountLink value={0} label="None" onClick={() => undefined} />
        </div>
      </Part>
      <Part name="Steps">
        <div class="columns">
          <div class="card"><StepList steps={steps} passed={false} fromBackup={null} /></div>
          <div class="card"><StepList steps={steps} passed fromBackup={null} room="dense" /></div>
          <div class="card"><StepList steps={steps} passed={false} fromBackup={null} room="strip" /></div>
          <div class="card"><StepHelp topic="alias" /></div>
        </div>
      </Part>
      <Part name="Notes">
        <Notice tone="fine" title="Fine">It is done, and a server has confirmed it.</Notice>
        <Notice tone="look" title="Look at this" onDismiss={() => undefined}>It can go on, but have a look.</Notice>
        <Notice tone="stop" title="Stop">It cannot go on like this.</Notice>
      </Part>
      <Part name="Progress">
        <label>120 of 1,204 <progress max={1_204} value={120} /></label>
        <label>It is not known how long <progress /></label>
        <div class="card" aria-busy="true"><p class="soft">Empty: nothing to compare yet.</p></div>
      </Part>
      <Part name="Checks">
        <div class="card"><ul class="findings">
          {(['fine', 'look', 'stop', 'unknown'] as const).map((state) => (
            <CheckLine key={state} id={state} state={state} title={`${state}.`} text="One sentence that says why." beside={<button class="button quiet" type="button">Open its page</button>} />
          ))}
        </ul></div>
      </Part>
      <Part name="Forms">
        <div class="card">
          <label class="field">Your old account <span class="hint">Its handle, like @me@example.social</span><input type="text" value="ada@old.example" /></label>
          <label class="option"><input type="checkbox" checked /> <span>With pictures and videos</span></label>
          <label class="option"><input type="radio" name="mode" checked /> <span>Merge <span class="hint">Adds what is missing.</span></span></label>
          <textarea rows={3} aria-label="The post" value="I am moving to another server." />
        </div>
      </Part>
      <Part name="Table, and a list of ten thousand">
        <table>
          <thead><tr><th scope="col">What</th><th scope="col" class="number">Arrived</th></tr></thead>
          <tbody><tr><th scope="row">Follows</th><td class="number">1,198</td></tr></tbody>
        </table>
        <VirtualList label="Entries" total={names.length} rowHeight={40} height={240}>
          {(from, to) => names.slice(from, to).map((name, n) => <li class="virtual-row" key={name} style={{ height: '40px', transform: `translateY(${(from + n) * 40}px)` }}><span class="pick"><span class="row-label">{name}</span></span></li>)}
        </VirtualList>
      </Part>
      <Part name="Every problem">
        {problemCodes.map((code) => (
          <ProblemNotice key={code} problem={{ code, vars: ['@ada@old.example', '@ada@new.example'], role: 'old', at: 0 }} />
        ))}
      </Part>
    </main>
  );
}

const root = document.getElementById('app');
if (root) render(<Gallery />, root);
