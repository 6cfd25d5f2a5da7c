import { KeyRound } from 'lucide-react';
import { Header } from '#components/header/header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** What a page shows to a request without an identity. */
export function SignInNeeded() {
  return (
    <>
      <Header />
      <main className="h-[60dvh]">
        <EmptyState titleAs="h1" icon={KeyRound} title="You need to sign in to see this page" />
      </main>
    </>
  );
}
