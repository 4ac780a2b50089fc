"""`python -m tests.docs`: count the blocks of the documentation by what becomes of them."""

import sys
from collections import Counter

from tests.docs.blocks import PAGES, ROOT, Fate, blocks
from tests.docs.elsewhere import ELSEWHERE

total = Counter[Fate]()
for page in PAGES:
    fates = Counter(block.fate for block in blocks(page))
    total += fates
    words = ", ".join(f"{fates[fate]} {fate}" for fate in Fate if fates[fate])
    sys.stdout.write(f"{page.relative_to(ROOT)}: {words or 'no blocks'}\n")
words = ", ".join(f"{total[fate]} {fate}" for fate in Fate)
sys.stdout.write(f"all {total.total()} blocks: {words}; command lines that another place runs: {len(ELSEWHERE)}\n")
for line, place in ELSEWHERE.items():
    sys.stdout.write(f"  {place}: {line}\n")
