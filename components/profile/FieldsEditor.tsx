import { say } from '@/lib/browser/words';
import { plainLength } from '@/lib/formats/sourceText';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Limits } from '@/lib/mastodon/instance';
import { Counted } from './Counted';

type Fields = ProfileRow['fields'];

/** The table of a profile, as many rows as the server has room for; those beyond stay until the person takes them out. */
export function FieldsEditor({ fields, limits, onChange }: { fields: Fields; limits: Limits; onChange: (fields: Fields) => void }) {
  const rows = Array.from({ length: Math.max(limits.fields, fields.length) }, (_, index) => fields[index] ?? { name: '', value: '' });
  const set = (index: number, change: Partial<Fields[number]>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  const one = (index: number, key: 'name' | 'value', most: number) => {
    const text = rows[index]?.[key] ?? '';
    return (
      <Counted id={`field-${key}-${index}`} label={say(`profile.field.${key}`, [index + 1])} used={plainLength(text)} most={most}>
        {(count) => <input id={`field-${key}-${index}`} type="text" aria-describedby={count} value={text} onInput={(event) => set(index, { [key]: event.currentTarget.value })} />}
      </Counted>
    );
  };
  return (
    <div class="field-rows">
      {rows.map((_, index) => (
        <div class="pair" key={index}>
          {one(index, 'name', limits.fieldName)}
          {one(index, 'value', limits.fieldValue)}
        </div>
      ))}
    </div>
  );
}
