import { Waves } from 'lucide-react';
import Link from 'next/link';
import { Header } from '#components/header/header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <>
      <Header />
      <main className="h-[60dvh]">
        <EmptyState titleAs="h1" icon={Waves} title="There is nothing at this address">
          The dashboard may have been renamed or removed, or you may not see it.{' '}
          <Link href="/" className="text-accent underline underline-offset-2">
            All dashboards
          </Link>
        </EmptyState>
      </main>
    </>
  );
}
