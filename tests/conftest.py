"""What holds for every test and for the programs that it starts.

Coq is left out of all but those about it: it takes as long as all claims of a small run together. And made-up reports
do not belong in the summary of the job that runs the tests.
"""

import os

os.environ.setdefault("LEMMATA_COQ", "off")
os.environ.pop("GITHUB_STEP_SUMMARY", None)
