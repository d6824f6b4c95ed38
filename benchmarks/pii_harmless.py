"""Numbers that only look like personal data."""

# ruff: noqa: E501 - a method says what it draws; forms are lists

from pii_values import Values


class Harmless(Values):
    """Numbers that are nobody's: of cases, letters, articles, books, orders, versions, amounts, places."""

    def case_number(self) -> str:
        return f"{self.chance.randint(90, 114)}年度{self.pick(('訴', '上易', '簡', '交易', '家親聲'))}字第{self.chance.randint(1, 4000)}號"

    def letter_number(self) -> str:
        return f"{self.pick(('府授都', '院臺法', '台財稅', '北市教中'))}字第{self.pick(('09', '10', '11'))}{self.digits(8)}號"

    def isbn(self) -> str:
        return f"ISBN {self.pick(('978', '979'))}-{self.digits(3)}-{self.digits(2)}-{self.digits(4)}-{self.digits(1)}"

    def order_number(self) -> str:
        return self.pick(("訂單編號：", "單號 ", "物流編號 ", "貨號：")) + self.pick(
            (f"20240{self.digits(9)}", self.digits(10), self.digits(12), f"{self.pick('ABS')}{self.digits(9)}")
        )

    def amount(self) -> str:
        return self.pick(
            (
                f"NT${self.chance.randint(1, 999)},{self.digits(3)},{self.digits(3)}",
                f"{self.digits(8)}元",
                f"新臺幣{self.chance.randint(1, 99)}萬{self.digits(4)}元",
            )
        )

    def date(self) -> str:
        return self.pick(
            (
                f"2024-0{self.chance.randint(1, 9)}-1{self.digits(1)} 1{self.digits(1)}:3{self.digits(1)}:0{self.digits(1)}",
                f"民國112年{self.chance.randint(1, 9)}月1{self.digits(1)}日",
                f"2023/0{self.chance.randint(1, 9)}/2{self.digits(1)}",
            )
        )

    def version(self) -> str:
        return (
            self.pick(("版本 ", "v", "ver. ", "Build "))
            + f"{self.chance.randint(1, 20)}.{self.chance.randint(0, 9)}.{self.digits(3)}.{self.chance.randint(1, 99)}"
        )

    def hotline(self) -> str:
        return self.pick(
            (
                f"0800-{self.digits(3)}-{self.digits(3)}",
                f"0809-{self.digits(3)}-{self.digits(3)}",
                "1999",
                "165",
                "1922",
                f"0800{self.digits(6)}",
            )
        )

    def shop_address(self) -> str:
        return f"門市地址：{self.home_address()}"

    def model(self) -> str:
        return self.pick(
            (f"型號 TR-{self.digits(3)}", f"XF-{self.digits(3)}", f"RTX {self.digits(4)}", f"SM-G{self.digits(4)}")
        )
