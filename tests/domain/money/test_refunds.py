"""Whatever is asked back in whatever parts: nothing is lost, made or given back twice."""

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.payments import Payment
from domain.money.refunds import Refund, part_of_line, to_give_back

sums = st.lists(st.integers(1, 100_000), min_size=1, max_size=4)


@given(st.integers(0, 1_000_000), st.lists(st.integers(1, 5_000), min_size=1, max_size=8))
def test_all_parts_of_a_line_are_the_line(total: int, parts: list[int]) -> None:
    quantity, before, found = sum(parts), 0, 0
    for more in parts:
        part = part_of_line(total, quantity, before, more)
        assert part >= 0
        before, found = before + more, found + part
    assert found == total


@given(sums, st.lists(st.integers(-10, 60_000), max_size=12))
def test_no_payment_gives_back_more_than_it_was(amounts: list[int], asked: list[int]) -> None:
    payments = [
        Payment(str(n), "o", "cash", amount, amount, 0, n, "zhou", "d", bill="o")
        for n, amount in enumerate(amounts)
    ]
    refunds: list[Refund] = []
    for wanted in asked:
        left = sum(amounts) - sum(one.amount for one in refunds)
        try:
            back = to_give_back(payments, refunds, wanted)
        except Refused as no:
            assert no.code == "refund_too_much"
            assert not 0 < wanted <= left
            continue
        assert sum(one.amount for one in back) == wanted
        refunds += [
            Refund(f"{len(refunds)}.{n}", "a", one.payment, "o", "o", one.tender, one.amount, 0, "wang", "d")
            for n, one in enumerate(back)
        ]
        for payment in payments:
            assert sum(one.amount for one in refunds if one.payment == payment.id) <= payment.amount
