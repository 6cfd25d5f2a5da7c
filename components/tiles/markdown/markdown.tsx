'use client';

import ReactMarkdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { ScrollRegion } from '../../ui/scroll-region.tsx';

/** Text of an author. Raw HTML is dropped, and what Markdown makes is sanitised. */
export function Markdown({ text, label }: { text: string; label: string }) {
  return (
    <ScrollRegion label={label} className="prose-quiet h-full px-1 text-[13px] leading-5 text-text-soft">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          a: ({ children, href }) => (
            <a href={href} target="_blank" rel="noreferrer">
              {children}
            </a>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    </ScrollRegion>
  );
}
