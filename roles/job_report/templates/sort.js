/* Copyright (c) 2026, mediaops.dynamic_media contributors */
/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
/* SPDX-License-Identifier: GPL-3.0-or-later */
document.querySelectorAll('thead th').forEach(function (head) {
  var button = document.createElement('button');
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener('click', function () {
    var up = head.getAttribute('aria-sort') !== 'ascending', body = head.closest('table').tBodies[0];
    var key = function (row) { var cell = row.cells[head.cellIndex]; return cell.dataset.value || cell.textContent; };
    var order = new Intl.Collator('en', {numeric: true}).compare;
    var rows = Array.from(body.rows).sort(function (a, b) { return (up ? 1 : -1) * order(key(a), key(b)); });
    head.parentNode.querySelectorAll('th').forEach(function (other) { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    body.append.apply(body, rows);
  });
});
