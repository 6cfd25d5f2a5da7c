import type { LucideIcon } from 'lucide-react';
import { CircleAlert, CirclePause, Clock, Hourglass, Inbox, Lock, Moon, Scissors } from 'lucide-react';
import type { TileStateName } from '#shared/live/tile-status.ts';

/** How a state is shown: what the badge says, and whether the last good frame lies under hatching. */
export interface StateLook {
  icon: LucideIcon;
  /** Null: no badge, the tile speaks for itself. */
  badge: string | null;
  meaning: string;
  tone: 'quiet' | 'warning' | 'failed';
  isVeiled: boolean;
}

export const stateLooks: Record<TileStateName, StateLook> = {
  waiting: {
    icon: Hourglass,
    badge: 'Waiting',
    meaning: 'The first result has not come yet.',
    tone: 'quiet',
    isVeiled: true,
  },
  'no-rows': {
    icon: Inbox,
    badge: null,
    meaning: 'The query ran and found nothing in the time range.',
    tone: 'quiet',
    isVeiled: false,
  },
  live: {
    icon: Clock,
    badge: null,
    meaning: 'What you see is what the query returns now.',
    tone: 'quiet',
    isVeiled: false,
  },
  idle: {
    icon: Moon,
    badge: 'Idle',
    meaning: 'What you see is current; its source has sent nothing new for longer than usual.',
    tone: 'quiet',
    isVeiled: false,
  },
  stale: {
    icon: Clock,
    badge: 'Stale',
    meaning: 'The source cannot be reached or does not answer. You see the last good result.',
    tone: 'warning',
    isVeiled: true,
  },
  failed: {
    icon: CircleAlert,
    badge: 'Failed',
    meaning: 'The query is refused. You see the last good result.',
    tone: 'failed',
    isVeiled: true,
  },
  denied: {
    icon: Lock,
    badge: 'Denied',
    meaning: 'The source refuses access.',
    tone: 'failed',
    isVeiled: true,
  },
  partial: {
    icon: Scissors,
    badge: 'Partial',
    meaning: 'The answer was cut: what you see is true but not all.',
    tone: 'warning',
    isVeiled: false,
  },
  paused: {
    icon: CirclePause,
    badge: 'Paused',
    meaning: 'You paused this page. The tile stands still.',
    tone: 'quiet',
    isVeiled: false,
  },
};
