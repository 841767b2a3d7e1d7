"""Print "PASSED FAILED" summed over test result files of Visual Studio's format (trx).

usage: trx-counts.py FILE...
Failed is everything that did not pass, what was skipped included: it was not tested.
"""
import sys
import xml.etree.ElementTree as ET

COUNTERS = '{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}Counters'

passed = failed = 0
for path in sys.argv[1:]:
    for counters in ET.parse(path).iter(COUNTERS):
        passed += int(counters.get('passed', 0))
        failed += sum(
            int(counters.get(name, 0))
            for name in ['failed', 'error', 'timeout', 'aborted', 'notExecuted'])
print(passed, failed)
