import { unsupported } from '../../../types/kql-error.ts';
import { ownEntry } from '../../../types/own-entry.ts';
import type { UdfFunction } from '../udf-function.ts';
import {
  angleUnits,
  energyUnits,
  forceUnits,
  lengthUnits,
  massUnits,
  speedUnits,
  type Units,
  volumeUnits,
} from './units.ts';

/** A unit that is not known gives null. */
export const unitFunctions: Record<string, UdfFunction> = {
  convert_angle: conversion('convert_angle', angleUnits),
  convert_energy: conversion('convert_energy', energyUnits),
  convert_force: conversion('convert_force', forceUnits),
  convert_length: conversion('convert_length', lengthUnits),
  convert_mass: conversion('convert_mass', massUnits),
  convert_speed: conversion('convert_speed', speedUnits),
  convert_temperature: { takes: ['real', 'string', 'string'], gives: 'real', run: convertTemperature },
  convert_volume: conversion('convert_volume', volumeUnits),
};

function conversion(name: string, units: Units): UdfFunction {
  return {
    takes: ['real', 'string', 'string'],
    gives: 'real',
    run: (value: number, from: string, to: string) => {
      const [size, target] = [from, to].map((unit) => sizeOf(name, units, unit));
      if (size === undefined || target === undefined) return null;
      return from === to ? value : (value * size) / target;
    },
  };
}

function sizeOf(name: string, units: Units, unit: string): number | undefined {
  const size = ownEntry(units, unit);
  if (size === null) throw unsupported(`${name}() with the unit ${unit}`);
  return size;
}

/** Kelvins are the value times `scale` plus `zero`. */
const temperatureUnits: Record<string, { scale: number; zero: number }> = {
  DegreeCelsius: { scale: 1, zero: 273.15 },
  DegreeDelisle: { scale: -2 / 3, zero: 373.15 },
  DegreeFahrenheit: { scale: 5 / 9, zero: (459.67 * 5) / 9 },
  DegreeNewton: { scale: 100 / 33, zero: 273.15 },
  DegreeRankine: { scale: 5 / 9, zero: 0 },
  DegreeReaumur: { scale: 5 / 4, zero: 273.15 },
  DegreeRoemer: { scale: 40 / 21, zero: 273.15 - (7.5 * 40) / 21 },
  Kelvin: { scale: 1, zero: 0 },
  MillidegreeCelsius: { scale: 1 / 1000, zero: 273.15 },
  SolarTemperature: { scale: 5778, zero: 0 },
};

function convertTemperature(value: number, from: string, to: string): number | null {
  const [source, target] = [from, to].map((unit) => ownEntry(temperatureUnits, unit));
  if (source === undefined || target === undefined) return null;
  return from === to ? value : (value * source.scale + source.zero - target.zero) / target.scale;
}
