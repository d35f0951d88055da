/** Marks a script that ran; nothing on any page may ever set it. */
export const PWNED = 'pwned';

const SCRIPTS = [
  `<script>document.title='${PWNED}'</script>`,
  `<img src=x onerror="document.title='${PWNED}'">`,
  `<svg/onload=document.title='${PWNED}'>`,
  `"><svg onload="document.title='${PWNED}'">`,
  `'><iframe srcdoc="<script>parent.document.title='${PWNED}'</script>"></iframe>`,
  `</textarea><script>document.title='${PWNED}'</script>`,
  `</title><script>document.title='${PWNED}'</script>`,
  `<a href="javascript:document.title='${PWNED}'">bấm đây</a>`,
  `<form action=//evil.example><input name=csrf></form>`,
  `<base href="//evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=//evil.example">`,
  `<style>*{display:none}</style>`,
  `<link rel=stylesheet href=//evil.example/x.css>`,
  `<math><mtext></p><mglyph><style><img src=x onerror=document.title='${PWNED}'>`,
  `<noscript><p title="</noscript><img src=x onerror=document.title='${PWNED}'>">`,
  `<!--<img src="--><img src=x onerror=document.title='${PWNED}'>//">`,
  `<details open ontoggle=document.title='${PWNED}'>`,
  `<input autofocus onfocus=document.title='${PWNED}'>`,
  `<object data="data:text/html,<script>1</script>"></object>`,
  `<template><script>document.title='${PWNED}'</script></template>`,
];

const TEMPLATES = [
  '{{constructor.constructor("return document")()}}',
  '${document.title="pwned"}',
  '<%= process.env %>',
  '#{7*7}',
  '{% include "/etc/passwd" %}',
  '{{7*7}}[[7*7]]',
  '${{<%[%\'"}}%\\.',
  '%s%n%d%x',
  '`${7*7}`',
  '[[${7*7}]]',
];

const CHARACTERS = [
  '\u202Egnp.exe\u202C',
  '\u2066\u2067\u2068chữ lộn\u2069',
  '\u200E\u200F\u061C trái phải',
  'z\u0336\u0337\u0338a\u0489\u0315l\u0352\u0353g\u034C\u034Do\u0301\u0302\u0303'.repeat(30),
  'a' + '\u0301'.repeat(500),
  '\uFEFF\u200B\u2060ẩn',
  'مرحبا بالعالم',
  'שלום עולם',
  '👨‍👩‍👧‍👦'.repeat(50),
  'ﷺ﷽'.repeat(40),
  '\uD83D lẻ đôi',
  'một\u0000hai',
  '\u0007\u001b[31mđỏ\u001b[0m',
  '\r\nSet-Cookie: sang=x',
  '\u2028\u2029xuống dòng',
  '＜script＞alert(1)＜/script＞',
  '&lt;script&gt;&#x3C;img&#62;',
  '=HYPERLINK("http://evil.example")',
  "+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
];

/** Two hundred comments that try to be more than text; each carries the words the small rules look for. */
export function hostileComments(): string[] {
  const kinds = [...SCRIPTS, ...TEMPLATES, ...CHARACTERS];
  const all = Array.from({ length: 198 }, (_, index) => {
    const one = kinds[index % kinds.length] ?? '';
    const places = [
      `${one} đi khách qua đêm`,
      `đi khách ${index} qua đêm ${one} đi khách qua đêm`,
      `đi khách qua đêm${one}`,
      `${one}${one} đi khách qua đêm`,
    ];
    return places[Math.floor(index / kinds.length) % places.length] ?? one;
  });
  return [...all, `đi khách qua đêm ${'dài '.repeat(25_000)}`, `${'<b>'.repeat(30_000)} đi khách qua đêm`];
}
