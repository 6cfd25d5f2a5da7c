'use client';

import { CircleAlert } from 'lucide-react';
import { Header } from '#components/header/header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** A page that failed; the digest is the one that the server's log has. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <>
      <Header />
      <main className="h-[60dvh]">
        <EmptyState titleAs="h1" icon={CircleAlert} title="This page failed" tone="failed">
          <p>The server log has the details{error.digest ? ` under ${error.digest}` : ''}.</p>
          <button type="button" onClick={reset} className="control mx-auto mt-3 px-3">
            Try again
          </button>
        </EmptyState>
      </main>
    </>
  );
}
