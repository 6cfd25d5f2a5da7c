'use client';

import { Dialog } from 'radix-ui';

const shortcuts: [keys: string[], meaning: string][] = [
  [['P', 'Space'], 'Freeze all tiles, and show the newest again'],
  [['F'], 'TV mode: nothing but tiles, as large as the screen'],
  [['Esc'], 'Close what is open; shrink an expanded tile'],
  [['?'], 'This list'],
];

/** The keys of a dashboard. */
export function ShortcutHelp({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          className="floating fixed top-1/3 left-1/2 w-96 -translate-x-1/2 -translate-y-1/2 p-5 text-[13px] focus-visible:outline-none"
        >
          <Dialog.Title className="pb-3 font-semibold">Keys</Dialog.Title>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
            {shortcuts.map(([keys, meaning]) => (
              <div key={meaning} className="contents">
                <dt className="flex gap-1">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="h-5 min-w-5 rounded-sm border border-line-strong px-1.5 text-center font-sans text-[11px] leading-[18px]"
                    >
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd className="text-text-soft">{meaning}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
