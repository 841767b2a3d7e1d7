"""Invoices: posted in the order of their dates, paid in one batch, one of them credited in part."""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool
from trytond.tools import grouped_slice

from .world import drain, get


def billed(world, orders):
    """(date, delivery, invoice id) of every invoice that is to be posted, by date."""
    bills = []
    for order in orders:
        for delivery in order.deliveries:
            if delivery.invoice in {'posted', 'paid', 'part_paid'}:
                late = 0 if world.rng.random() < 0.6 else 1
                date = min(delivery.on + dt.timedelta(days=late), world.today)
                delivery.billed_on = date
                bills.extend((date, delivery, i) for i in delivery.invoices)
    return sorted(bills, key=lambda bill: (bill[0], bill[2]))


def post(world, bills):
    Invoice = get('account.invoice')
    invoices = Invoice.browse([i for _, _, i in bills])
    Invoice.write(*(argument for (date, _, _), invoice in zip(bills, invoices)
            for argument in ([invoice], {'invoice_date': date})))
    # Few at a time: numbering reads the totals of the whole batch again for each of its invoices.
    for some in grouped_slice([i for _, _, i in bills], 10):
        Invoice.post(Invoice.browse(list(some)))
    drain()


def pay(world, bills):
    """What `account.invoice.pay_invoice` does, for all of them at once.

    Mirrors account_invoice/invoice.py: a move of two lines per payment, posted, added to the
    invoice's payment lines and reconciled with its lines to pay.
    """
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Move = pool.get('account.move')
    Line = pool.get('account.move.line')
    Period = pool.get('account.period')

    paid = [(delivery, invoice) for _, delivery, invoice in bills
        if delivery.invoice in {'paid', 'part_paid'}]
    invoices = Invoice.browse([i for _, i in paid])
    method = world.payment_method
    moves = []
    for (delivery, _), invoice in zip(paid, invoices):
        date = delivery.paid_on = max(delivery.paid_on, invoice.invoice_date)
        amount = invoice.amount_to_pay
        if delivery.invoice == 'part_paid':
            amount = (amount / 2).quantize(Decimal('0.01'))
        moves.append(Move(
                journal=method.journal,
                period=Period.find(world.company, date=date),
                date=date,
                origin=invoice,
                description="Virement",
                company=world.company,
                lines=[
                    Line(account=invoice.account, party=invoice.party,
                        debit=Decimal(0), credit=amount),
                    Line(account=method.debit_account,
                        debit=amount, credit=Decimal(0)),
                    ]))
    Move.save(moves)
    Move.post(moves)
    payments = {}
    for move, invoice in zip(Move.browse(moves), invoices):
        payments[invoice] = [
            line for line in move.lines if line.account == invoice.account]
    Invoice.add_payment_lines(payments)
    whole = Invoice.browse([i for d, i in paid if d.invoice == 'paid'])
    Line.reconcile(*(
            [*invoice.lines_to_pay, *invoice.payment_lines]
            for invoice in whole))
    drain()


def credit(world, bills):
    """Some of one delivery came broken: a credit note for part of its first line."""
    pool = Pool()
    Invoice = pool.get('account.invoice')
    InvoiceLine = pool.get('account.invoice.line')
    candidates = [(date, invoice) for date, delivery, invoice in bills
        if delivery.invoice == 'posted'
        and dt.timedelta(days=20) < world.today - date]
    date, invoice_id = candidates[-1]
    note, = Invoice.credit(
        [Invoice(invoice_id)],
        invoice_date=min(date + dt.timedelta(days=6), world.today),
        description="Palettes endommagées à la livraison")
    first, *others = note.lines
    InvoiceLine.delete(others)
    InvoiceLine.write([first], {'quantity': -4.0})
    # The note may not be older than the last one numbered; it is the only one.
    note = Invoice(note.id)
    Invoice.update_taxes([note])
    Invoice.post([note])
    drain()
