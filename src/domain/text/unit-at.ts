/**
 * The UTF-16 unit at a place of a text, NaN beyond it. As a method the engine looks it up anew for every unit once any
 * module has made a class of strings (`extends String`, as the Redis client does), which makes reading a text five
 * times slower; bound it is as fast as the method was.
 */
export const unitAt: (text: string, at: number) => number = Function.prototype.call.bind(
  // oxlint-disable-next-line typescript/unbound-method -- bound to be called with each text
  String.prototype.charCodeAt,
);
