/** Colours are named by meaning; dark and paper only give them other values. Nothing is told by colour alone. */
export const palette = `
:root {
  --page: #f7f8fa; --card: #ffffff; --ink: #1b2330; --quiet: #556070; --line: #dde2e9; --accent: #2456c6;
  --good: #126b3f; --good-back: #e3f4ea; --bad: #a4202c; --bad-back: #fbe7e8; --note: #7a5000; --note-back: #fdf1d6; --note-line: #d99a1c;
  --read: #2456c6; --read-back: #e6edfc; --measure: #3b6fd4; --second: #d07b1e; --equivalent: #b4bdca; --code-back: #eef1f5;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --card: #1a2029; --ink: #e4e8ee; --quiet: #a3afbf; --line: #2d3644; --accent: #8fb3ff;
    --good: #6fd39c; --good-back: #16321f; --bad: #ff9a9f; --bad-back: #43191d; --note: #f2c366; --note-back: #3a2c0c; --note-line: #b98a2b;
    --read: #8fb3ff; --read-back: #1b2a4a; --measure: #6c9bff; --second: #e0a050; --equivalent: #566274; --code-back: #242c38;
  }
}
@media print {
  :root {
    --page: #ffffff; --card: #ffffff; --ink: #000000; --quiet: #333333; --line: #999999; --accent: #000000;
    --good: #0b4d2b; --good-back: #ffffff; --bad: #8f1622; --bad-back: #ffffff; --note: #5c3c00; --note-back: #ffffff; --note-line: #d99a1c;
    --read: #1c3f94; --read-back: #ffffff; --measure: #3b6fd4; --second: #d07b1e; --equivalent: #b4bdca; --code-back: #ffffff;
  }
}
`;
