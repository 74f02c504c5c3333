// Filters and sorts the rows of the table. Without it the page can still be read.
'use strict';
const table = document.getElementById('class'), body = table.tBodies[0], rows = [...body.rows];
const tools = document.getElementById('tools'), by = (id) => document.getElementById(id);
const all = rows.map((row) => ({ row, name: row.cells[0].textContent.toLowerCase(), at: null }));

// cells returns the cells of a row by column. One over several columns is each of them.
function cells(one) {
  return one.at ??= [...one.row.cells].flatMap((cell) => Array(cell.colSpan).fill(cell));
}

function fits(one, name, show, column) {
  if (name && !one.name.includes(name)) return false;
  if (show === 'open') return one.row.classList.contains('o');
  if (!show) return true;
  if (column) return cells(one)[column].classList.contains(show);
  return [...one.row.cells].some((cell) => cell.classList.contains(show));
}

function filter() {
  const name = by('by-name').value.trim().toLowerCase(), show = by('show').value, column = by('by-scenario').value;
  let n = 0;
  for (const one of all) {
    const fit = fits(one, name, show, Number(column));
    if (one.row.hidden === fit) one.row.hidden = !fit;
    n += fit;
  }
  by('count').textContent = n + ' of ' + all.length + ' students';
}

// number is the mark in a cell. Those without one come last from the top, first from below.
const number = (one, column) => parseFloat(cells(one)[column].textContent);
const compared = (a, b) => a === b || isNaN(a) && isNaN(b) ? 0 : isNaN(a) ? -1 : isNaN(b) ? 1 : a - b;

function sort(head) {
  const column = Number(head.dataset.sort), down = head.getAttribute('aria-sort') === (column ? 'descending' : 'ascending') ? !column : !!column;
  for (const other of table.tHead.querySelectorAll('[aria-sort]')) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const keys = new Map(all.map((one, i) => [one, column ? number(one, column) : i]));
  const order = [...all].sort((a, b) => (down ? -1 : 1) * compared(keys.get(a), keys.get(b)));
  body.append(...order.map((one) => one.row));
}

for (const head of table.tHead.querySelectorAll('[data-sort]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener('click', () => sort(head));
}
tools.hidden = false;
tools.addEventListener('submit', (event) => event.preventDefault());
tools.addEventListener('input', (event) => {
  if (event.target === by('by-scenario') && by('by-scenario').value && !by('show').value) by('show').value = 'f';
  filter();
});
// A link to a row that is filtered out shows all rows again.
document.addEventListener('click', (event) => {
  const to = event.target.closest('a[href^="#r"]');
  if (to && document.getElementById(to.hash.slice(1)).closest('tr').hidden) { tools.reset(); filter(); }
});
filter();
