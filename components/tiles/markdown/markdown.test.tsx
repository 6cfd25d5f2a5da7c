// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';

afterEach(cleanup);

test('Markdown is drawn, tables among it', () => {
  const { container } = render(
    <Markdown label="About" text={'# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |'} />,
  );
  expect(container.querySelector('h1')?.textContent).toBe('Title');
  expect(container.querySelectorAll('td').length).toBe(2);
});

test.each([
  ['a script', 'before <script>window.hacked = 1</script> after'],
  ['an event handler', '<img src="x" onerror="window.hacked = 1">'],
  ['a link that runs code', '[click](javascript:window.hacked=1)'],
  ['a frame', '<iframe src="https://example.com"></iframe>'],
])('%s does not reach the page', (_, text) => {
  const { container } = render(<Markdown label="About" text={text} />);
  expect(container.querySelector('script, iframe, [onerror], a[href^="javascript"]')).toBeNull();
});
