"use strict";
// Makes the tables of the report searchable, sortable and filterable. What the tables hold is text
// of a file that somebody sent: it reaches the page by `textContent` alone.
(() => {
  const { lang } = document.documentElement;
  const held = document.getElementById("data");
  const words = JSON.parse(held.dataset.words);
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  const count = (number) => number.toLocaleString(lang);

  // A sentence of the report with values in place of its `{names}`.
  function said(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function textOf(column, row) {
    const value = column.values[row];
    return column.labels.length ? column.labels[value] : String(value);
  }

  // What a row is sorted by; null for a cell that is empty, which comes last either way.
  function keyOf(column, row) {
    const value = column.values[row];
    if (column.labels.length) return column.labels[value] === "" ? null : value;
    if (value === "") return null;
    return column.number ? Number(value) : value;
  }

  function compare(a, b) {
    return typeof a === "string" ? collator.compare(a, b) : a - b;
  }

  class Grid {
    constructor(data, section) {
      this.data = data;
      this.section = section;
      this.searched = data.columns.filter((each) => each.searched);
      this.heads = data.columns.filter((each) => !each.under);
      this.below = new Map(
        this.heads.map((head) => [head.id, data.columns.filter((each) => each.under === head.id)]),
      );
      this.body = section.querySelector("tbody");
      this.status = section.querySelector(".status");
      this.search = "";
      this.filters = new Map();
      this.sorted = null;
      this.descending = false;
      this.page = 0;
      this.texts = null;
      this.makeHeads();
      this.makeTools();
      this.makePages();
      this.choose();
    }

    makeHeads() {
      this.cells = new Map();
      for (const head of this.heads) {
        const cell = [...this.section.querySelectorAll("th[data-column]")].find(
          (each) => each.dataset.column === head.id,
        );
        cell.dataset.title = cell.textContent;
        const button = element("button", cell.textContent);
        button.type = "button";
        button.addEventListener("click", () => this.sortBy(head));
        cell.replaceChildren(button);
        cell.setAttribute("aria-sort", "none");
        this.cells.set(head, cell);
      }
    }

    makeTools() {
      const tools = this.section.querySelector(".tools");
      const label = element("label", words.search, tools);
      this.input = element("input", "", label);
      this.input.type = "search";
      this.input.addEventListener("input", () => {
        this.search = this.input.value.trim().toLowerCase();
        this.choose();
      });
      this.selects = [];
      for (const column of this.data.columns.filter((each) => each.filtered)) {
        this.makeFilter(column, tools);
      }
      const clear = element("button", words.clear, tools);
      clear.type = "button";
      clear.addEventListener("click", () => this.clear());
      tools.hidden = false;
    }

    makeFilter(column, tools) {
      const counts = new Array(column.labels.length).fill(0);
      for (const code of column.values) counts[code] += 1;
      const select = element("select", "", element("label", column.title, tools));
      select.dataset.filter = column.id;
      element("option", words.all, select).value = "";
      column.labels.forEach((text, code) => {
        if (counts[code]) {
          element("option", `${text} (${count(counts[code])})`, select).value = String(code);
        }
      });
      select.addEventListener("change", () => {
        if (select.value === "") this.filters.delete(column);
        else this.filters.set(column, Number(select.value));
        this.choose();
      });
      this.selects.push(select);
    }

    makePages() {
      const pages = element("div");
      pages.className = "pages";
      this.section.querySelector(".scroll").after(pages);
      const turn = (text, to) => {
        const button = element("button", text, pages);
        button.type = "button";
        button.addEventListener("click", () => {
          this.page = Math.min(Math.max(to(), 0), this.last());
          this.show();
        });
        return button;
      };
      this.back = [turn(words.first, () => 0), turn(words.previous, () => this.page - 1)];
      this.at = element("span", "", pages);
      this.on = [turn(words.next, () => this.page + 1), turn(words.last, () => this.last())];
      this.pages = pages;
    }

    last() {
      return Math.max(Math.ceil(this.chosen.length / this.data.page) - 1, 0);
    }

    clear() {
      this.search = this.input.value = "";
      this.filters.clear();
      for (const each of this.selects) each.value = "";
      this.choose();
    }

    // Show the rows alone that have this text in a column that can be filtered.
    only(name, text) {
      const column = this.data.columns.find((each) => each.id === name);
      const select = this.selects.find((each) => each.dataset.filter === name);
      this.clear();
      select.value = String(column.labels.indexOf(text));
      select.dispatchEvent(new Event("change"));
    }

    sortBy(head) {
      if (this.sorted !== head) [this.sorted, this.descending] = [head, false];
      else if (!this.descending) this.descending = true;
      else this.sorted = null;
      for (const [each, cell] of this.cells) {
        const way = this.descending ? "descending" : "ascending";
        cell.setAttribute("aria-sort", each === this.sorted ? way : "none");
      }
      this.choose();
    }

    // Choose the rows that are searched and filtered for, in their order.
    choose() {
      const { size } = this.data;
      if (this.search && !this.texts) {
        this.texts = Array.from({ length: size }, (_, row) =>
          this.searched.map((each) => textOf(each, row)).join("\n").toLowerCase(),
        );
      }
      const filters = [...this.filters];
      this.chosen = [];
      for (let row = 0; row < size; row += 1) {
        const found = !this.search || this.texts[row].includes(this.search);
        if (found && filters.every(([column, code]) => column.values[row] === code)) {
          this.chosen.push(row);
        }
      }
      if (this.sorted) this.sort();
      this.page = 0;
      this.show();
    }

    sort() {
      const keys = new Map(this.chosen.map((row) => [row, keyOf(this.sorted, row)]));
      const way = this.descending ? -1 : 1;
      this.chosen.sort((a, b) => {
        const [first, second] = [keys.get(a), keys.get(b)];
        if (first === null || second === null) {
          return (first === null) - (second === null) || a - b;
        }
        return way * compare(first, second) || a - b;
      });
    }

    show() {
      const start = this.page * this.data.page;
      const shown = this.chosen.slice(start, start + this.data.page);
      this.body.replaceChildren(...shown.map((row) => this.row(row)));
      const { length } = this.chosen;
      const all = this.data.size;
      const range = length === 1 ? this.data.one : said(length ? words.some : words.none, {
        first: count(start + 1),
        last: count(start + shown.length),
        count: count(length),
        rows: this.data.name,
      });
      const left = { shown: range, count: count(all) };
      this.status.textContent = length < all ? said(words.chosen, left) : range;
      this.at.textContent = said(words.page, {
        page: count(this.page + 1),
        pages: count(this.last() + 1),
      });
      for (const each of this.back) each.disabled = this.page === 0;
      for (const each of this.on) each.disabled = this.page === this.last();
      this.pages.hidden = this.last() === 0;
    }

    row(row) {
      const made = element("tr");
      for (const head of this.heads) {
        const said = textOf(head, row);
        const cell = element("td", said, made);
        if (head.number) cell.className = "number";
        else if (head.searched) cell.className = "text";
        else if (head.wide) cell.className = "wide";
        if (head.lang) cell.lang = head.lang;
        for (const each of this.below.get(head.id)) {
          const text = textOf(each, row);
          if (text && text !== said) element("span", each.before + text, cell).className = "under";
        }
      }
      return made;
    }
  }

  // Above a box that is narrower than what stands in it, say that it goes on to the right.
  for (const box of document.querySelectorAll(".scroll")) {
    const hint = element("p", words.sideways);
    hint.className = "hint";
    box.before(hint);
    const watch = new ResizeObserver(() => {
      hint.hidden = box.scrollWidth <= box.clientWidth;
    });
    watch.observe(box);
    watch.observe(box.firstElementChild);
  }

  const grids = new Map();
  for (const data of JSON.parse(held.textContent)) {
    if (data.size) grids.set(data.id, new Grid(data, document.getElementById(data.id)));
  }
  // A code of what was refused leads to the rows that were refused for it.
  for (const link of document.querySelectorAll("a[data-only]")) {
    link.addEventListener("click", () =>
      grids.get("errors").only(link.dataset.only, link.textContent),
    );
  }
})();
