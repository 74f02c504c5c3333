'use strict';
// This script only shows and hides what is already on the page. It sets text as
// text, never as markup: anybody may have sent it.
const all = (selector) => [...document.querySelectorAll(selector)];
const rows = all('.row');
const bytes = document.querySelector('#bytes');
const ladder = document.querySelector('#ladder');

// shown returns the rows that the keys can reach now.
const shown = () => rows.filter((row) => !row.parentElement.hidden);

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

// dump returns bytes as hexadecimal, with their text beside it. Before them come from bytes
// that are not shown. The byte with the number wrong is marked, if it is there.
function dump(hex, from, wrong) {
  const whole = element('pre', '');
  for (let at = 0; at < hex.length; at += 32) {
    const part = hex.slice(at, at + 32).match(/../g);
    const text = part.map((byte) => {
      const code = parseInt(byte, 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : code === 10 ? '⏎' : '·';
    });
    const mark = wrong - from - at / 2;
    whole.append((from + at / 2).toString(16).padStart(4, '0') + '  ');
    if (mark >= 0 && mark < part.length) {
      whole.append(part.slice(0, mark).map((byte) => byte + ' ').join(''), element('mark', part[mark]));
      whole.append(part.slice(mark + 1).map((byte) => ' ' + byte).join('').padEnd(50 - 3 * (mark + 1) + 1));
      whole.append(text.slice(0, mark).join(''), element('mark', text[mark]), text.slice(mark + 1).join('') + '\n');
    } else {
      whole.append(part.join(' ').padEnd(49) + ' ' + text.join('') + '\n');
    }
  }
  return whole;
}

function chooseRow(chosen) {
  rows.forEach((row) => row.setAttribute('aria-pressed', row === chosen));
  bytes.replaceChildren();
  if (!chosen) return;
  bytes.append(element('p', chosen.getAttribute('aria-label')));
  if (chosen.dataset.bytes) {
    bytes.append(dump(chosen.dataset.bytes, Number(chosen.dataset.at), Number(chosen.dataset.wrong ?? NaN)));
  }
  if (chosen.dataset.more) bytes.append(element('p', chosen.dataset.more));
  bytes.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
}

function chooseStep(label) {
  all('.step').forEach((step) => step.setAttribute('aria-pressed', step.dataset.step === label));
  ladder.classList.toggle('some', Boolean(label));
  rows.forEach((row) => row.classList.toggle('lit', Boolean(label) && row.dataset.steps.split(' ').includes(label)));
  all('.folded.lit, .folded:has(.lit)').forEach((item) => { item.hidden = !wanted(item); });
  const first = shown().find((row) => row.classList.contains('lit'));
  if (first) first.scrollIntoView({ block: 'center' });
}

all('.step').forEach((step) => step.addEventListener('click', () => {
  chooseStep(step.getAttribute('aria-pressed') === 'true' ? '' : step.dataset.step);
}));

// Tab reaches one row. The arrow keys choose which one.
function reach(row, focus) {
  rows.forEach((other) => { other.tabIndex = other === row ? 0 : -1; });
  if (row && focus) row.focus();
}
reach(rows[0], false);

// A picture of a failure opens at the arrow with the wrong byte, or else at its end.
const guilty = document.querySelector('.row.guilty');
const failure = document.querySelector('.row.failed');
if (guilty) {
  reach(guilty, false);
  chooseRow(guilty);
  guilty.scrollIntoView({ block: 'center' });
} else if (failure) {
  failure.scrollIntoView({ block: 'end' });
}

ladder.addEventListener('click', (event) => {
  const row = event.target.closest('.row');
  const fold = event.target.closest('.fold');
  if (row) {
    reach(row, false);
    chooseRow(row.getAttribute('aria-pressed') === 'true' ? null : row);
  }
  if (fold) unfold(fold);
});

ladder.addEventListener('keydown', (event) => {
  const list = shown();
  const at = list.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  reach(list[Math.max(0, Math.min(to, list.length - 1))], true);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    chooseStep('');
    chooseRow(null);
  }
});

// A fold hides the rows up to the next one that is not folded.
function unfold(fold) {
  const open = fold.getAttribute('aria-expanded') !== 'true';
  fold.setAttribute('aria-expanded', open);
  for (let item = fold.parentElement.nextElementSibling; item && item.classList.contains('folded'); item = item.nextElementSibling) {
    item.dataset.open = open;
    item.hidden = !wanted(item);
  }
}

// wanted reports whether the filter and the folds let an item be seen.
function wanted(item) {
  const boxes = all('.client');
  const on = boxes.length === 0 || boxes.some((box) => box.checked && box.value === item.dataset.client);
  const open = !item.classList.contains('folded') || item.dataset.open === 'true' || item.querySelector('.lit') !== null;
  return open && (on || !boxes.some((box) => box.value === item.dataset.client));
}

all('.client').forEach((box) => box.addEventListener('change', () => {
  all('li[data-client]').forEach((item) => { item.hidden = !wanted(item); });
  if (!shown().includes(rows.find((row) => row.tabIndex === 0))) reach(shown()[0], false);
}));

const themes = ['as the system', 'light', 'dark'];
document.querySelector('#theme').addEventListener('click', (event) => {
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme || themes[0]) + 1) % themes.length];
  root.dataset.theme = next;
  event.target.textContent = 'theme: ' + next;
});
