// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { tooltipElement } from './tooltip.ts';

test('names and values from data are text, never HTML', () => {
  const element = tooltipElement({
    title: '<b>now</b>',
    rows: [{ color: '#123456', name: '<img src=x onerror=alert(1)>', value: '<i>1</i>' }],
    more: 2,
  });
  expect(element.querySelector('b, img, i')).toBeNull();
  expect(element.textContent).toBe('<b>now</b><img src=x onerror=alert(1)><i>1</i>and 2 more');
});
