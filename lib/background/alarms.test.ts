import { describe, expect, it } from 'vitest';
import { createAlarms } from './alarms';

function browserAlarms() {
  const pending = new Map<string, number>();
  const alarms = createAlarms({
    set: (name, when) => Promise.resolve(void pending.set(name, when)),
    clear: (name) => Promise.resolve(void pending.delete(name)),
  });
  return { pending, alarms };
}

describe('an alarm that rang', () => {
  it('rings on while its work has not ended, and after work that failed', async () => {
    const { pending, alarms } = browserAlarms();
    await alarms.set('alias', 100);
    let end = () => {};
    const rang = alarms.rang('alias', () => new Promise<void>((done) => (end = done)));
    expect(pending.get('alias')).toBe(100);
    end();
    await rang;
    expect(pending.has('alias')).toBe(false);

    await alarms.set('alias', 200);
    await expect(alarms.rang('alias', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(pending.get('alias')).toBe(200);
  });
  it('keeps the time that its work sets', async () => {
    const { pending, alarms } = browserAlarms();
    await alarms.set('followers', 100);
    await alarms.rang('followers', () => alarms.set('followers', 300));
    expect(pending.get('followers')).toBe(300);
  });
  it('of the readings is left to them', async () => {
    const { pending, alarms } = browserAlarms();
    await alarms.set('jobs', 100);
    await alarms.rang('jobs', () => Promise.resolve());
    expect(pending.get('jobs')).toBe(100);
  });
});
