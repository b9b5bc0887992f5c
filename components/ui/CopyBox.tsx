import { useState } from 'preact/hooks';

/** A text to take away: shown in full, copied by a press. `words` = what the button says before and after. `codes` = for a reader of codes: written from left to right, in letters of one width. */
export function CopyBox({ text, label, rows, words, codes = false }: { text: string; label: string; rows: number; words: { copy: string; copied: string }; codes?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <>
      <textarea class={codes ? 'codes' : undefined} dir={codes ? 'ltr' : undefined} readOnly rows={rows} aria-label={label} value={text} />
      <div class="actions">
        <button class="button quiet" type="button" onClick={() => void copy()}>
          {words.copy}
        </button>
        <p class="soft small" role="status">
          {copied ? words.copied : ''}
        </p>
      </div>
    </>
  );
}
