"""Made-up personal data of Taiwan, as people write it, and numbers that only look like it. Nobody's: all drawn by lot.

Forms and check digits follow the agencies that give the numbers out (see docs/stages/mask-pii.md), not the patterns of
the stage.
"""

# ruff: noqa: PLR2004 - a method says what it draws; forms are lists

from pii_contacts import Contacts
from pii_people import People

LETTER_CODES = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)


class Values(People, Contacts):
    """Numbers of documents, accounts, cards and plates, and whatever else is personal."""

    def _checked(self, start: str, weighed: str) -> str:
        total = sum(int(digit) * weight for digit, weight in zip(weighed, WEIGHTS, strict=True))
        return start + str(-total % 10)

    def national_id(self) -> str:
        letter, rest = self.pick("ABCDEFGHIJKLMNPQTUVWXZ"), self.pick("1289") + self.digits(7)
        return self._checked(letter + rest, f"{LETTER_CODES[letter]}{rest}")

    def resident_certificate(self) -> str:
        letter, sex, rest = self.pick("ABCDEFHJ"), self.pick("ABCD"), self.digits(7)
        return self._checked(letter + sex + rest, f"{LETTER_CODES[letter]}{LETTER_CODES[sex] % 10}{rest}")

    def passport(self) -> str:
        return self.pick("123") + self.digits(8)

    def nhi_card(self) -> str:
        a, b, c = self.pick("0123") + self.digits(3), self.digits(4), self.digits(4)
        return self.pick((a + b + c, f"{a}-{b}-{c}", f"{a} {b} {c}"))

    def driving_licence(self) -> str:
        return self.digits(12)

    def bank_account(self) -> str:
        bank, number = (
            self.pick(
                [
                    "004",
                    "005",
                    "006",
                    "007",
                    "008",
                    "009",
                    "011",
                    "012",
                    "013",
                    "017",
                    "050",
                    "803",
                    "808",
                    "812",
                    "822",
                ]
            ),
            self.digits(self.pick((11, 12, 13, 14))),
        )
        grouped = f"{number[:4]}-{number[4:8]}-{number[8:]}"
        return self.pick(
            (
                number,
                grouped,
                f"({bank}){number}",
                f"({bank}) {grouped}",
                f"{bank}-{number}",
                f"{number[:3]}-{number[3:5]}-{number[5:]}",
            )
        )

    def postal_account(self) -> str:
        return self.pick((f"{self.digits(7)}-{self.digits(7)}", f"{self.digits(7)} {self.digits(7)}", self.digits(14)))

    def credit_card(self) -> str:
        start = self.pick(("4", "51", "54", "3528", "3567"))
        body = start + self.digits(15 - len(start))
        doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(body))
        number = body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
        groups = [number[at : at + 4] for at in range(0, 16, 4)]
        return self.pick((number, "-".join(groups), " ".join(groups)))

    def licence_plate(self) -> str:
        letters, other = "ABCDEFGHJKLMNPQRSTUVWXYZ", "01235678 9".replace(" ", "")
        three, four = "".join(self.chance.choices(letters, k=3)), "".join(self.chance.choices(other, k=4))
        return self.pick(
            (
                f"{three}-{four}",
                f"{three}-{four}",
                f"{three}{four}",
                f"{three[:2]}-{four}",
                f"{four}-{three[:2]}",
                f"{three}-{four[:3]}",
                f"{four[:3]}-{three}",
            )
        )

    def invoice_carrier(self) -> str:
        return (
            "/" + "".join(self.chance.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-.", k=7))
            if self.chance.random() < 0.7
            else "".join(self.chance.choices("ABCDEFGHKLMNP", k=2)) + self.digits(14)
        )

    def company_number(self) -> str:
        while True:
            number = self.digits(8)
            products = (int(digit) * weight for digit, weight in zip(number, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
            if number[6] != "7" and sum(value // 10 + value % 10 for value in products) % 5 == 0:
                return number
