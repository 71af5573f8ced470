"use strict";
// Sorting and filtering of the list of uses. Without it the page reads the same, in its own order.
(function () {
  var table = document.getElementById("uses");
  var tools = document.getElementById("filters");
  if (!table || !tools) return;
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var text = tools.querySelector("input");
  var selects = Array.prototype.slice.call(tools.querySelectorAll("select"));
  var shown = tools.querySelector("output");
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });

  selects.forEach(function (select) {
    var seen = {};
    rows.forEach(function (row) {
      var value = row.cells[+select.dataset.column].dataset.value;
      if (value && !seen[value]) { seen[value] = true; select.add(new Option(value, value)); }
    });
  });
  function filter() {
    var wanted = text.value.trim().toLowerCase().split(/\s+/);
    var count = 0;
    rows.forEach(function (row, at) {
      var show = wanted.every(function (word) { return words[at].indexOf(word) >= 0; }) &&
        selects.every(function (select) {
          return !select.value || row.cells[+select.dataset.column].dataset.value === select.value;
        });
      row.hidden = !show;
      if (show) count += 1;
    });
    shown.textContent = count + " of " + rows.length + " shown";
  }
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.sort || cell.textContent;
  }
  function sort(header, column) {
    var down = header.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute("aria-sort"); });
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.map(function (row, at) { return { row: row, at: at, key: key(row, column) }; })
      .sort(function (a, b) {
        var order = a.key.localeCompare(b.key, "en", { numeric: true });
        return (down ? -order : order) || a.at - b.at;
      })
      .forEach(function (one) { body.appendChild(one.row); });
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (header, column) {
    if (!header.hasAttribute("data-sortable")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.textContent = "";
    header.appendChild(button);
    button.addEventListener("click", function () { sort(header, column); });
  });
  text.addEventListener("input", filter);
  selects.forEach(function (select) { select.addEventListener("change", filter); });
  tools.hidden = false;
  filter();
})();
