export * from './cases.ts';
export * from './comments.ts';
export * from './people.ts';
export * from './sources.ts';
