'use client';

import { CircleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';

/** Keeps a visual that throws from taking the page with it. Another `attempt`, such as a new frame, is tried again. */
export class TileBoundary extends Component<
  { attempt: string; children: ReactNode },
  { failedAttempt: string | null }
> {
  override state: { failedAttempt: string | null } = { failedAttempt: null };

  static getDerivedStateFromError(): { failedAttempt: string } {
    return { failedAttempt: '' };
  }

  override componentDidCatch(): void {
    this.setState({ failedAttempt: this.props.attempt });
  }

  override render(): ReactNode {
    const { failedAttempt } = this.state;
    if (failedAttempt === null || (failedAttempt !== '' && failedAttempt !== this.props.attempt))
      return this.props.children;
    return (
      <EmptyState icon={CircleAlert} title="This result cannot be drawn" tone="failed">
        “View as table” in the tile’s menu shows its rows.
      </EmptyState>
    );
  }
}
