"""A dossier as HTML, opened in a browser: it asks nothing of the network, complains of nothing, its tables sort and are
searched, foreign text stays text. usage: dossier_page.py PAGE.html FOLDER-FOR-PICTURES"""

import os
import sys

from chromium import Page


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def column(page, table, at):
    return page.value(f"Array.from(document.querySelectorAll('table')[{table}].tBodies[0].rows)"
                      f".map(function (row) {{ return row.cells[{at}].textContent }})")


def main(file, folder):
    page = Page()
    try:
        page.open(file)
        name = os.path.basename(file).removesuffix(".html")
        check(page.value("document.title") != "", "the page has a title")

        rows = page.value("Array.from(document.querySelectorAll('table')).map(function (t) { return t.tBodies[0].rows.length })")
        check(rows and max(rows) > 1, f"a table has rows to sort: {rows}")
        widest = rows.index(max(rows))
        before = column(page, widest, 0)
        sort = f"document.querySelectorAll('table')[{widest}].querySelector('th').click()"
        page.value(sort)
        upwards = column(page, widest, 0)
        page.value(sort)
        downwards = column(page, widest, 0)
        check(sorted(before) == sorted(upwards) == sorted(downwards), "sorting keeps every row")
        check(upwards == upwards[:1] * len(upwards) or upwards != downwards, "a second click turns the order")
        check(page.value("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending",
              "the order is told to screen readers")

        wanted = before[0]
        page.value("(function () { var box = document.getElementById('find'); box.value = " + repr(wanted) +
                   "; box.dispatchEvent(new Event('input')) })()")
        shown = page.value("Array.from(document.querySelectorAll('tbody tr')).filter(function (row) { return !row.hidden })"
                           ".map(function (row) { return row.textContent.toLowerCase() })")
        check(shown and all(wanted.lower() in text for text in shown), f"searching {wanted!r} leaves the rows that have it")
        page.value("(function () { var box = document.getElementById('find'); box.value = ''; box.dispatchEvent(new Event('input')) })()")

        if name in ("principal", "group", "resource"):
            boxes = page.value("document.querySelectorAll('#picture svg.access rect').length")
            arrows = page.value("document.querySelectorAll('#picture svg.access path').length")
            check(boxes > 2 and arrows >= boxes - 1, f"the picture has {boxes} boxes and {arrows} arrows")
            check(boxes < 140, f"the picture tells many of a kind as one box: {boxes}")

        check(page.value("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is wider than the window")
        check(page.value("document.querySelectorAll('script').length") == 1, "there is one script, the page's own")
        page.picture(os.path.join(folder, name + "-light.png"))
        page.dark(True)
        page.picture(os.path.join(folder, name + "-dark.png"))
        page.dark(False)
        page.printed(os.path.join(folder, name + ".pdf"))

        foreign = [address for address in page.requests if not address.startswith(("file:", "data:"))]
        check(not foreign, f"requests to the network: {foreign}")
        check(not page.complaints, f"the console says: {page.complaints}")
    finally:
        page.close()
    print(f"{name}: {sum(rows)} rows in {len(rows)} tables")


if __name__ == "__main__":
    main(*sys.argv[1:3])
