import { describe, expect, it } from 'vitest';
import { switchFault } from './switch-fault.ts';

const ids = ['a', 'b'];
const faults = { overheating: ['a'], automatic: true };

describe('switching faults', () => {
  it.each([
    ['list', faults],
    ['on b', { overheating: ['a', 'b'], automatic: true }],
    ['on a', faults],
    ['off a', { overheating: [], automatic: true }],
    ['off b', faults],
    ['off', { overheating: [], automatic: true }],
    ['automatic off', { overheating: ['a'], automatic: false }],
    ['on c', { problem: "There is no sensor 'c'. Sensors: a, b." }],
    ['on', { problem: "There is no sensor ''. Sensors: a, b." }],
    ['automatic maybe', { problem: 'Say: fault automatic on, or off.' }],
    ['', { problem: 'Say: fault list, on SENSOR, off [SENSOR], automatic on, or automatic off.' }],
  ])('%s', (words, expected) => {
    expect(switchFault(faults, words.split(' ').filter(Boolean), ids)).toEqual(expected);
  });
});
