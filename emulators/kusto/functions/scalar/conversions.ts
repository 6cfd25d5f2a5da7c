import type { KustoType } from '../../types/schema.ts';
import { convertSql } from '../convert.ts';
import { operandAt, type ScalarFunction, type ScalarTable } from '../entries.ts';

function conversion(type: KustoType): ScalarFunction {
  return {
    nulls: type === 'string' ? 'never' : 'always',
    sql: (operands) => convertSql(operandAt(operands, 0), type),
  };
}

const parseJson: ScalarFunction = {
  nulls: 'always',
  sql: (operands) => {
    const operand = operandAt(operands, 0);
    return operand.type === 'string' ? `kql_parse_json(${operand.sql})` : convertSql(operand, 'dynamic');
  },
};

/** Conversions between types. */
export const conversions: ScalarTable = {
  tobool: conversion('bool'),
  toboolean: conversion('bool'),
  toint: conversion('int'),
  tolong: conversion('long'),
  toreal: conversion('real'),
  todouble: conversion('real'),
  todecimal: conversion('decimal'),
  todatetime: conversion('datetime'),
  totimespan: conversion('timespan'),
  totime: conversion('timespan'),
  toguid: conversion('guid'),
  tostring: conversion('string'),
  todynamicvalue: conversion('dynamic'),
  todynamic: parseJson,
  parse_json: parseJson,
  parsejson: parseJson,
  toobject: parseJson,
};
