export * from './actions.ts';
export * from './audit.ts';
export * from './cases.ts';
export * from './comments.ts';
export * from './notices.ts';
export * from './people.ts';
export * from './sources.ts';
export * from './stages.ts';
