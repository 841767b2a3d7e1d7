"""What a transaction has read about people, kept for that transaction only.

Who somebody is and what they were granted must not outlive a transaction:
trytond's caches reach the other processes minutes later, and a revoked right
must be gone with the next request, wherever it arrives.
"""
from weakref import WeakKeyDictionary

from trytond.transaction import Transaction

_facts = WeakKeyDictionary()


def remembered(key, read):
    "What read() answers, read once in the current transaction."
    facts = _facts.setdefault(Transaction(), {})
    if key not in facts:
        facts[key] = read()
    return facts[key]


def forget():
    "Read anew from here on: this transaction has changed who may what."
    _facts.pop(Transaction(), None)
