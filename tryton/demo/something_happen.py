#!/usr/bin/python3
"""Make something happen in Tryton, as a member of staff with their own account would.

usage: python3 tryton/demo/something_happen.py [VERB] [--order NUMBER] [--party CODE] [--part]
           [--rate N] [--count N] [--seconds N] [--json]
TRYTON_RPC_URL and TRYTON_DATABASE name the server, DEMO_ACCOUNTS (or --accounts) the file of
sign-ins. One thing happens, or with --rate one every 1/N seconds for at most --seconds.
"""
import argparse
import datetime as dt
import json
import os
import random
import sys
import time
from http.client import HTTPException

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo.deeds import DEEDS, Deeds, Nothing  # noqa: E402
from demo.staff import RpcError, Staff  # noqa: E402

# How often each happens in a stream that is left to chance.
WEIGHTS = {
    'confirm': 26, 'ship': 30, 'post': 16, 'promise': 8, 'reference': 8,
    'quote': 9, 'cancel': 3,
    }


def arguments():
    parser = argparse.ArgumentParser(
        description="Make something happen in Tryton, by real staff RPC.")
    parser.add_argument(
        'verb', nargs='?', default='random', choices=[*DEEDS, 'random'])
    parser.add_argument('--order', help="the number of the order")
    parser.add_argument('--party', help="only orders of this customer's code")
    parser.add_argument(
        '--part', action='store_true', help="ship a part only")
    parser.add_argument('--rate', type=float, help="things per second")
    parser.add_argument('--count', type=int, help="stop after so many")
    parser.add_argument(
        '--seconds', type=float, default=60,
        help="with --rate or --count: stop after so long (default: 60)")
    parser.add_argument('--accounts', default=os.environ.get(
            'DEMO_ACCOUNTS', '.run/demo-accounts.json'))
    parser.add_argument('--agent', help="sign in as this agent's login")
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--seed', help="make the chance repeatable")
    options = parser.parse_args()
    if options.rate is not None and options.rate <= 0:
        parser.error("--rate must be more than 0")
    return options


def main():
    options = arguments()
    url = os.environ.get('TRYTON_RPC_URL')
    database = os.environ.get('TRYTON_DATABASE')
    if not url or not database:
        sys.exit("TRYTON_RPC_URL and TRYTON_DATABASE are not set: they name "
            "the server (make something-happen sets them).")
    agent = find_agent(options)
    try:
        staff = Staff(url, database, agent['login'], agent['password'])
    except (OSError, HTTPException) as error:
        sys.exit("Tryton does not answer at %s: %s" % (url, error))
    except RpcError as error:
        sys.exit("%s cannot sign in: %s" % (agent['login'], error))
    try:
        sys.exit(run(options, Deeds(
                    staff, random.Random(options.seed), options.party,
                    say=lambda *said: tell(options, *said))))
    finally:
        staff.close()


def find_agent(options):
    try:
        with open(options.accounts, encoding='utf-8') as file:
            accounts = json.load(file)
    except OSError as error:
        sys.exit("The file of demo sign-ins cannot be read: %s" % error)
    for account in accounts:
        if options.agent in {None, account['login']} and (
                account['role'] == 'support'):
            return account
    sys.exit("%s holds no agent%s." % (
            options.accounts,
            " " + options.agent if options.agent else ""))


def run(options, deeds):
    """Do one thing, or a bounded stream of them; answer the exit code."""
    stream = options.rate is not None or options.count is not None
    wanted = options.count if options.count is not None else (
        None if stream else 1)
    started = time.monotonic()
    done = failed = 0
    while wanted is None or done < wanted:
        if stream and time.monotonic() - started >= options.seconds:
            break
        verb = options.verb
        if verb == 'random':
            verb, = deeds.dice.choices(
                list(WEIGHTS), list(WEIGHTS.values()))
        try:
            deeds.do(verb, options.order, options.part)
        except (Nothing, RpcError) as error:
            print(error, file=sys.stderr)
            failed += 1
            if not stream or failed > 20:
                return 1
        except (OSError, HTTPException) as error:
            print("Tryton no longer answers: %s" % error, file=sys.stderr)
            return 1
        else:
            done += 1
        if options.rate:
            # By the clock, so that a slow answer does not slow the next.
            ahead = started + (done + failed) / options.rate
            time.sleep(max(0, min(
                        ahead - time.monotonic(),
                        started + options.seconds - time.monotonic())))
    return 0


def tell(options, order, verb, sentence):
    if options.json:
        now = dt.datetime.now(dt.timezone.utc)
        line = json.dumps({
                'order': order['number'], 'id': order['id'], 'verb': verb,
                'at': now.isoformat(timespec='milliseconds')})
    else:
        line = sentence
    print(line, flush=True)


if __name__ == '__main__':
    main()
