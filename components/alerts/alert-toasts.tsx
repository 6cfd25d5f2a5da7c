'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import type { Episode } from '#shared/rules/activation.ts';
import { useLive } from '../live/live-provider.tsx';
import { SimulatedLabel } from '../ui/simulated-label.tsx';
import { StateMark } from '../ui/state-mark.tsx';

/** Transitions within this time are told together, so that a flood neither covers the screen nor drowns a reader. */
const gatherMs = 700;
const toldSingly = 3;

type Transition = { kind: 'fired' | 'resolved'; episode: Episode };

/** Says on any page that a rule fired or an alert ended. */
export function AlertToasts() {
  const { client } = useLive();
  const router = useRouter();
  useEffect(() => {
    let gathered: Transition[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      const open = () => router.push('/alerts');
      const transitions = gathered;
      gathered = [];
      timer = null;
      if (transitions.length <= toldSingly) for (const transition of transitions) tellOne(transition, open);
      else tellMany(transitions, open);
    };
    const stop = client.onTransition((kind, episode) => {
      gathered.push({ kind, episode });
      timer ??= setTimeout(tell, gatherMs);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client, router]);
  return <Toaster position="bottom-right" offset={12} gap={8} visibleToasts={4} />;
}

function tellOne({ kind, episode }: Transition, onOpen: () => void): void {
  const isFired = kind === 'fired';
  toast.custom(
    (id) => (
      <ToastCard
        kind={kind}
        onOpen={() => {
          toast.dismiss(id);
          onOpen();
        }}
      >
        <StateMark state={episode.severity} tense={isFired ? 'present' : 'past'} className="mt-0.5" />
        <span className="flex min-w-0 flex-col gap-0.5">
          <span className="flex items-center gap-2 font-medium text-text">
            {isFired ? episode.ruleTitle : `Resolved: ${episode.ruleTitle}`}
            {episode.fired.simulated && <SimulatedLabel />}
          </span>
          <span className="text-text-soft">{isFired ? episode.fired.reason : episode.resolved?.reason}</span>
        </span>
      </ToastCard>
    ),
    { id: `${episode.id} ${kind}`, duration: isFired ? 12_000 : 6_000 },
  );
}

function tellMany(transitions: readonly Transition[], onOpen: () => void): void {
  const fired = transitions.filter((one) => one.kind === 'fired').length;
  const parts = [
    fired > 0 ? `${fired} alerts fired` : '',
    fired < transitions.length ? `${transitions.length - fired} resolved` : '',
  ];
  toast.custom(
    (id) => (
      <ToastCard
        kind={fired > 0 ? 'fired' : 'resolved'}
        onOpen={() => {
          toast.dismiss(id);
          onOpen();
        }}
      >
        <span className="font-medium text-text">{parts.filter(Boolean).join(', ')}</span>
      </ToastCard>
    ),
    { duration: 12_000 },
  );
}

function ToastCard(props: { kind: 'fired' | 'resolved'; onOpen: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      data-testid="toast"
      data-kind={props.kind}
      onClick={props.onOpen}
      className="floating flex w-[356px] items-start gap-2.5 p-3 text-left text-xs leading-4"
    >
      {props.children}
    </button>
  );
}
